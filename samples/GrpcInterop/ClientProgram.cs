using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary><c>client --server_host=H --server_port=N --test_case=NAME [--use_tls [--use_test_ca] [--ca_file=PEM] [--server_host_override=H]] [--additional_metadata=key:value;...]</c></summary>
static class ClientProgram
{
    static readonly TimeSpan patience = 30.Seconds;

    internal static async Task<int> Run(Flags flags)
    {
        var name = flags.Text("test_case", "large_unary");
        if (!Cases.All.TryGetValue(name, out var test))
        {
            await Console.Error.WriteLineAsync($"no case is called '{name}': {string.Join(' ', Cases.All.Keys)}");
            return 2;
        }

        var client = await Connect(flags).RunAsync(Env.System);
        if (client.IsFail)
        {
            await Console.Error.WriteLineAsync(client.Error.ToString());
            return 2;
        }

        var end = await client.Value.Use(test).Timeout(patience).RunAsync(Env.System);
        if (end.IsFail) await Console.Error.WriteLineAsync($"{name} failed: {end.Error}");
        else Console.WriteLine($"{name} passed");
        return end.IsSucc ? 0 : 1;
    }

    static Eff<Resource<Client>> Connect(Flags flags) =>
        from tls in flags.Bool("use_tls")
        from testCa in flags.Bool("use_test_ca")
        from port in flags.Number("server_port", 8080, 1, 65535)
        from more in Metadata(flags.Text("additional_metadata"))
        from roots in tls && (testCa || flags.Text("ca_file") != "") ? Certificates.Roots(flags) : SuccessEff(Certificates.OfTheMachine)
        let host = flags.Text("server_host_override")
        let options = GrpcClientOptions.Default with
        {
            Roots = roots,
            ServerName = host is "" ? null : host,
            Call = GrpcCallOptions.Default with { Authority = host is "" ? null : host },
        }
        select Client.Grpc($"{(tls ? "https" : "http")}://{flags.Text("server_host", "localhost")}:{port}", options).Select(client => client.With(WithHeaders(more)));

    static Middleware WithHeaders(Headers more) => next => request => next(more.Count == 0 ? request : request with { Headers = more.Merge(request.Headers) });

    static Eff<Headers> Metadata(string text) => liftEff<Headers>(_ =>
    {
        var headers = Headers.Empty;
        foreach (var field in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.Split(':', 2) is not [var key, var value]) return Error.BadRequest("FLAG_INVALID", $"--additional_metadata has 'key:value' pairs, and '{field}' is none");
            if (Headers.Check(key, value) is { IsFail: true } wrong) return wrong.Error;
            headers = headers.Add(key, value);
        }

        return headers;
    });
}
