using Kratos.Reactive.Consul;

namespace Kratos.Reactive.Tests;

/// <summary>After each fault all are registered again within the time of a lease and 5 s, every watch ends with the true list and stays open, nobody saw a list without one that was alive, and nothing was told as unhandled.</summary>
public sealed class ConsulFaultTests(ConsulFaultRuns runs) : IClassFixture<ConsulFaultRuns>
{
    [Fact]
    public Task A_fleet_outlives_an_agent_that_loses_its_memory_and_an_index_that_goes_backwards() => runs.Lost;

    [Fact]
    public Task A_fleet_outlives_servers_without_a_leader_for_longer_than_a_lease() => runs.Leaderless;

    [Fact]
    public Task A_fleet_outlives_connections_that_pass_nothing_on_for_longer_than_a_lease() => runs.Silent;
}

/// <summary>Faults of the double, with the real constants: 15 s for a lease. They take their time, so they are begun together, and each test waits for its own.</summary>
public sealed class ConsulFaultRuns : IAsyncDisposable
{
    public ConsulFaultRuns() => (Lost, Leaderless, Silent) = (Lose(), Lead(), Silence());

    internal Task Lost { get; }

    internal Task Leaderless { get; }

    internal Task Silent { get; }

    // Each test has told of its own failure.
    public async ValueTask DisposeAsync() => await Task.WhenAll(Lost, Leaderless, Silent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    static Task<RegistryFleet> Fleet(string address) => RegistryFleet.On(15.Seconds, (_, log) => Registry
        .Consul(ConsulOptions.Default with { Address = address, Log = log })
        .Select(static registry => new OpenRegistry(registry, registry)));

    static async Task Lose()
    {
        await using var server = await ConsulServer.Start();
        await using var fleet = await Fleet($"http://127.0.0.1:{server.Port}");
        server.Double.Wipe();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
        Assert.Contains(fleet.Log.Lines, static line => line.Text.StartsWith("Lost: ", StringComparison.Ordinal) && line.Text.Contains("LEASE_GONE", StringComparison.Ordinal));
    }

    static async Task Lead()
    {
        await using var server = await ConsulServer.Start();
        await using var fleet = await Fleet($"http://127.0.0.1:{server.Port}");
        var over = Task.Delay(20.Seconds);
        server.Double.HasNoLeader = true;
        await over;
        server.Double.HasNoLeader = false;
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
    }

    static async Task Silence()
    {
        await using var server = await ConsulServer.Start();
        await using var gate = new TcpGate(server.Port);
        await using var fleet = await Fleet(gate.Address);
        var over = Task.Delay(20.Seconds);
        gate.Silence();
        await over;
        gate.Open();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
    }
}
