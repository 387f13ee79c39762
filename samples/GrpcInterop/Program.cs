using GrpcInterop;

// GrpcInterop server --port N [--use_tls ...] | GrpcInterop client --server_host H --server_port N --test_case NAME [--use_tls ...]
var run = args switch
{
    ["server", ..] => Flags.Read(args[1..]).Match(ServerProgram.Run, static error => Wrong(error.Message)),
    ["client", ..] => Flags.Read(args[1..]).Match(ClientProgram.Run, static error => Wrong(error.Message)),
    _ => Wrong("say what to be: server, or client"),
};
return await run;

static Task<int> Wrong(string what)
{
    Console.Error.WriteLine($"GrpcInterop: {what}");
    return Task.FromResult(2);
}
