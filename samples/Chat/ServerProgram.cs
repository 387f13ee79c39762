using Kratos.Reactive;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

namespace Chat;

static class ServerProgram
{
    internal static async Task<int> Run(IConfiguration settings)
    {
        using var logs = LoggerFactory.Create(static builder => builder.AddSimpleConsole(static console => console.SingleLine = true));
        var log = logs.CreateLogger("chat");
        var rooms = new Rooms();
        var chat = new ChatService { Join = rooms.Join, Listen = rooms.Listen, Who = rooms.Who, Page = _ => Page.Html }.ToService().With(Logging(log) >> Recovery());
        return await new App("chat", "v1")
        {
            Servers =
            [
                Server.Http(settings["http"] ?? "http://127.0.0.1:8001", chat),
                Server.Grpc(settings["grpc"] ?? "http://127.0.0.1:9001", chat),
                // For pages in browsers: without TLS, gRPC-Web has a port of its own.
                Server.Grpc(settings["web"] ?? "http://127.0.0.1:9002", GrpcOptions.Default with { Web = true, WebOrigins = ["*"] }, chat) with { Name = "grpc-web" },
            ],
        }.Main(Signals.Shutdown, log);
    }
}
