namespace Kratos.Reactive.Tests;

/// <summary>The judges themselves: they agree with each other, and they notice what is wrong.</summary>
public sealed class PeerTests(PeerServers servers) : IClassFixture<PeerServers>
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
        var (exit, output) = await Peer.Of(client).Call(await servers.Right(Peer.Of(server)), name);
        Assert.True(exit == 0, output);
        Assert.Contains($"{name} passed", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_client_fails_when_the_server_answers_wrongly(string client, string name)
    {
        var (exit, output) = await Peer.Of(client).Call(await servers.Wrong(), name);
        Assert.True(exit == 1, output);
        Assert.Contains($"{name} failed", output, StringComparison.Ordinal);
    }
}
