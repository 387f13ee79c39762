using Kratos.Reactive.Postgres;

namespace Kratos.Reactive.Tests;

/// <summary>A real PostgreSQL for all tests of a class.</summary>
public sealed class OnePostgres : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    /// <summary>Two registries in it: one that registers, one that watches.</summary>
    internal Resource<OpenRegistry> Open =>
        from registrar in Registry.Postgres(PostgresServer.At(Server.Port))
        from discovery in Registry.Postgres(PostgresServer.At(Server.Port))
        select new OpenRegistry(registrar, discovery);

    /// <summary>The same through a gate and with a short lease; and an operator beside it.</summary>
    internal Resource<FailingRegistry> OpenFailing =>
        from gate in Resource.DisposingAsync(liftEff(() => new TcpGate(Server.Port)))
        let options = new PostgresOptions { ConnectionString = PostgresServer.At(gate.Port), Ttl = 3.Seconds, CallTimeout = 1.Seconds }
        from registrar in Registry.Postgres(options)
        from discovery in Registry.Postgres(options)
        select new FailingRegistry(registrar, discovery, liftEff(gate.Shut), liftEff(gate.Open), one => liftEff(_ => Server.Run($"delete from kratos.instances where service = '{one.Name}' and id = '{one.Id}'")).Map(static _ => Unit.Default));

    public async ValueTask InitializeAsync() => Server = await PostgresServer.Start();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
