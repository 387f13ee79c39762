using Kratos.Reactive.Postgres;

namespace Kratos.Reactive.Tests;

/// <summary>Faults of a real PostgreSQL, with the real constants: 15 s for a lease. They take their time, so they are begun together, and each test waits for its own.</summary>
public sealed class PostgresFaultRuns : IAsyncDisposable
{
    public PostgresFaultRuns()
    {
        (Kept, Lost) = (Restart(forget: false), Restart(forget: true));
        (Frozen, Parted, Silent, Undone) = (Freeze(), Part(), Silence(), Undo());
    }

    internal Task Kept { get; }

    internal Task Lost { get; }

    internal Task Frozen { get; }

    internal Task Parted { get; }

    internal Task Silent { get; }

    internal Task Undone { get; }

    // Each test has told of its own failure.
    public async ValueTask DisposeAsync() => await Task.WhenAll(Kept, Lost, Frozen, Parted, Silent, Undone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    static Task<RegistryFleet> Fleet(params int[] ports) => RegistryFleet.On(15.Seconds, (n, log) => Registry
        .Postgres(new PostgresOptions { ConnectionString = PostgresServer.At(ports[n % ports.Length]), Log = log })
        .Select(static registry => new OpenRegistry(registry, registry)));

    static async Task Restart(bool forget)
    {
        await using var server = await PostgresServer.Start();
        await using var fleet = await Fleet(server.Port);
        await server.Restart(forget);
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
    }

    static async Task Freeze()
    {
        await using var server = await PostgresServer.Start();
        await using var fleet = await Fleet(server.Port);
        var over = Task.Delay(40.Seconds);
        server.Freeze();
        await over;
        server.Thaw();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
        Assert.Contains(fleet.Log.Lines, static line => line.Text.StartsWith("Lost: ", StringComparison.Ordinal));
    }

    static async Task Part()
    {
        await using var server = await PostgresServer.Start();
        await using var gate = new TcpGate(server.Port);
        await using var fleet = await Fleet(gate.Port);
        var over = Task.Delay(20.Seconds);
        gate.Shut();
        await over;
        gate.Open();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
    }

    static async Task Silence()
    {
        await using var server = await PostgresServer.Start();
        await using var gate = new TcpGate(server.Port);
        await using var fleet = await Fleet(gate.Port);
        var over = Task.Delay(20.Seconds);
        gate.Silence();
        await over;
        gate.Open();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
    }

    static async Task Undo()
    {
        await using var server = await PostgresServer.Start();
        await using var fleet = await Fleet(server.Port);
        await server.Run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'Kratos.Reactive'");
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverShort();
        await server.Run($"delete from kratos.instances where id = '{fleet.Instances[0].Id}'");
        await fleet.Settled();
        await server.Run("drop schema kratos cascade");
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverEmpty();
        Assert.Contains(fleet.Log.Lines, static line => line.Text.StartsWith("Lost: ", StringComparison.Ordinal) && line.Text.Contains("LEASE_GONE", StringComparison.Ordinal));
    }
}
