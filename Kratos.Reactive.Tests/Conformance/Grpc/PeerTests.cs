namespace Kratos.Reactive.Tests;

/// <summary>The judges themselves: they agree with each other, and they notice what is wrong.</summary>
public sealed class PeerTests(PeerTests.Peers peers) : IClassFixture<PeerTests.Peers>
{
    // Compression can be judged between the C++ peers only.
    public static IEnumerable<TheoryDataRow<string, string>> Pairs =>
        from server in Peer.All
        from client in Peer.All
        from row in InteropCases.Rows($"{client.Name} calls {server.Name}", client.ClientLacks, server.ServerLacks)
        where row.Skip is null && (client != server || InteropCases.Compression.Contains(row.Data.Item2))
        select row;

    public static IEnumerable<TheoryDataRow<string, string>> Clients =>
        from client in Peer.All
        from row in InteropCases.Rows(client.Name, client.ClientLacks)
        where row.Skip is null && !InteropCases.EndedByTheClient.Contains(row.Data.Item2)
        select row;

    [Theory, MemberData(nameof(Pairs))]
    public async Task They_agree_with_each_other(string pair, string name)
    {
        var (client, server) = (pair.Split(" calls ")[0], pair.Split(" calls ")[1]);
        var (exit, output) = await Peer.Of(client).Call(await peers.Right(Peer.Of(server)), name);
        Assert.True(exit == 0, output);
        Assert.Contains($"{name} passed", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_client_fails_when_the_server_answers_wrongly(string client, string name)
    {
        var (exit, output) = await Peer.Of(client).Call(await peers.Wrong(), name);
        Assert.True(exit == 1, output);
        Assert.Contains($"{name} failed", output, StringComparison.Ordinal);
    }

    /// <summary>The servers of the peers, each started when it is first asked for, and one whose answers are all a little wrong.</summary>
    public sealed class Peers : IAsyncDisposable
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
}
