using GrpcInterop;

// GrpcInterop server --port N [--use_tls ...]
var run = args switch
{
    ["server", ..] => Flags.Read(args[1..]).Match(ServerProgram.Run, static error => Wrong(error.Message)),
    _ => Wrong("say what to be: server"),
};
return await run;

static Task<int> Wrong(string what)
{
    Console.Error.WriteLine($"GrpcInterop: {what}");
    return Task.FromResult(2);
}
