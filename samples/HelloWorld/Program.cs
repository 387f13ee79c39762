using HelloWorld;
using Kratos.Reactive;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
using var logs = LoggerFactory.Create(builder => builder.AddSimpleConsole(console => console.SingleLine = true));
var log = logs.CreateLogger("helloworld");

// docs:begin app
var greeter = Greeter.Service.ToService().With(Logging(log) >> Recovery() >> Deadline(10.Seconds));

var app = new App("helloworld", "v1.0.0")
{
    Servers =
    [
        Server.Http(arguments["http"] ?? "http://127.0.0.1:8000", greeter),
        Server.Grpc(arguments["grpc"] ?? "http://127.0.0.1:9000", greeter),
    ],
    Registrar = Registry.Memory(),
};

return await app.Main(Signals.Shutdown, log);
// docs:end
