namespace Kratos.Reactive.Tests;

/// <summary>The servers of the peers, each started when it is first asked for, and one whose answers are all a little wrong.</summary>
public sealed class PeerServers : IAsyncDisposable
{
    readonly Dictionary<string, Task<(Program Program, Uri Address)>> started = [];

    internal async Task<Uri> Right(Peer peer) => (await Start(peer.Name, () => peer.Serve())).Address;

    internal async Task<Uri> Wrong() => (await Start("wrong", () => Peer.GrpcJs.Serve("--wrong"))).Address;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in started.Values) await (await one).Program.DisposeAsync();
    }

    Task<(Program Program, Uri Address)> Start(string name, Func<Task<Program>> serve)
    {
        lock (started) return started.TryGetValue(name, out var running) ? running : started[name] = Started(serve);
    }

    static async Task<(Program Program, Uri Address)> Started(Func<Task<Program>> serve)
    {
        var program = await serve();
        return (program, await program.Address());
    }
}
