using System.Globalization;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>A server in a process of its own: it says its port, then for each line it reads how many bytes it has allocated, and ends when nobody asks any more.</summary>
static class ServerProgram
{
    internal const string Name = "grpc-server";
    internal const string Wire = "wire", Bare = "bare", Three = "three";

    internal static Task<int> RunAsync(string kind) => kind switch
    {
        Bare => Ours(MeasuredServer.Bare),
        Three => Ours(MeasuredServer.Bare.With(MeasuredServer.Three)),
        _ => ByHand(),
    };

    static async Task<int> Ours(Service service)
    {
        var end = await Server.Grpc("http://127.0.0.1:0", service).Listen.Use(static listening => liftEff(_ => Serve(listening.Endpoints[0].Port))).RunAsync();
        return end.IsSucc ? 0 : 1;
    }

    static async Task<int> ByHand()
    {
        await using var app = await WireServer.StartAsync();
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
