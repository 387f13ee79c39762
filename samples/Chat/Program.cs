using Chat;
using Microsoft.Extensions.Configuration;

// Chat server [--http http://127.0.0.1:8001] [--grpc http://127.0.0.1:9001] [--web http://127.0.0.1:9002] | Chat client --name ada [--room lobby] [--server http://127.0.0.1:9001]
var settings = new ConfigurationBuilder().AddCommandLine([.. args.Skip(1)]).Build();
if (args is ["server", ..]) return await ServerProgram.Run(settings);
if (args is ["client", ..]) return await ClientProgram.Run(settings);
Console.Error.WriteLine("Chat: say what to be: server, or client");
return 2;
