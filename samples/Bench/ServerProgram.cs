using System.Globalization;
using Kratos.Reactive;
using Microsoft.AspNetCore.Builder;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>A server in a process of its own: it says its port, then for each line it reads how many bytes it has allocated, and ends when nobody asks any more.</summary>
static class ServerProgram
{
    internal const string Name = "server";
    internal const string Wire = "wire", Bare = "bare", Three = "three";
    internal const string HttpBare = "http-bare", HttpOurs = "http-ours", HttpThree = "http-three";

    const string AnyPort = "http://127.0.0.1:0";

    internal static Task<int> RunAsync(string kind) => kind switch
    {
        Bare => Ours(Server.Grpc(AnyPort, MeasuredServer.Bare)),
        Three => Ours(Server.Grpc(AnyPort, MeasuredServer.Bare.With(MeasuredServer.Three))),
        HttpOurs => Ours(Server.Http(AnyPort, BodiesServer.Bare)),
        HttpThree => Ours(Server.Http(AnyPort, BodiesServer.Three)),
        HttpBare => ByHand(BareApi.StartAsync()),
        _ => ByHand(WireServer.StartAsync()),
    };

    static async Task<int> Ours(Server server)
    {
        var end = await server.Listen.Use(static listening => liftEff(_ => Serve(listening.Endpoints[0].Port))).RunAsync();
        return end.IsSucc ? 0 : 1;
    }

    static async Task<int> ByHand(Task<WebApplication> starting)
    {
        await using var app = await starting;
        await Serve(new Uri(app.Urls.First()).Port);
        return 0;
    }

    static async Task Serve(int port)
    {
        Say(port);
        using var types = AllocatedTypes.WhenAsked();
        while (await Console.In.ReadLineAsync() is not null) Say(GC.GetTotalAllocatedBytes(precise: true));
    }

    static void Say(long number) => Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
}
