namespace Kratos.Reactive.Tests;

public sealed class PostgresRegistrarTests(OnePostgres postgres) : RegistrarLaws, IClassFixture<OnePostgres>
{
    protected override Resource<OpenRegistry> Open => postgres.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class PostgresDiscoveryTests(OnePostgres postgres) : DiscoveryLaws, IClassFixture<OnePostgres>
{
    protected override Resource<OpenRegistry> Open => postgres.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class PostgresFaultLawTests(OnePostgres postgres) : FaultLaws, IClassFixture<OnePostgres>
{
    protected override Resource<FailingRegistry> OpenFailing => postgres.OpenFailing;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}
