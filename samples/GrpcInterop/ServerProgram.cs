using System.Security.Cryptography.X509Certificates;
using Kratos.Reactive;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary><c>server --port=N [--use_tls [--tls_cert_file=PEM --tls_key_file=PEM]]</c></summary>
static class ServerProgram
{
    internal static async Task<int> Run(Flags flags)
    {
        using var logs = LoggerFactory.Create(static builder => builder.AddSimpleConsole(static console => console.SingleLine = true));
        var log = logs.CreateLogger("interop");
        var server = from port in flags.Number("port", 8080, 0, 65535)
                     from tls in flags.Bool("use_tls")
                     from certificate in tls ? Certificates.OfServer(flags).Map(static one => (X509Certificate2?)one) : SuccessEff<X509Certificate2?>(null)
                     select certificate is null
                         ? Server.Grpc($"http://0.0.0.0:{port}", TestServer.Service)
                         : Server.Grpc($"https://0.0.0.0:{port}", GrpcOptions.Default with { Certificate = _ => certificate }, TestServer.Service);

        var found = await server.RunAsync(Env.System);
        if (found.IsSucc) return await new App("grpc-interop", "v1") { Servers = [found.Value] }.Main(Signals.Shutdown, log);
        await Console.Error.WriteLineAsync(found.Error.ToString());
        return 2;
    }
}
