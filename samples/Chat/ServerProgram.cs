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
        var chat = new ChatService { Join = new Rooms().Join }.ToService().With(Logging(log) >> Recovery());
        return await new App("chat", "v1") { Servers = [Server.Grpc(settings["grpc"] ?? "http://127.0.0.1:9001", chat)] }.Main(Signals.Shutdown, log);
    }
}
