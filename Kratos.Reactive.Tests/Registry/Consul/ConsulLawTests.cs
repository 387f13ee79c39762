namespace Kratos.Reactive.Tests;

public sealed class ConsulRegistrarTests(OneConsul consul) : RegistrarLaws, IClassFixture<OneConsul>
{
    protected override Resource<OpenRegistry> Open => consul.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class ConsulDiscoveryTests(OneConsul consul) : DiscoveryLaws, IClassFixture<OneConsul>
{
    protected override Resource<OpenRegistry> Open => consul.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class ConsulFaultLawTests(OneConsul consul) : FaultLaws, IClassFixture<OneConsul>
{
    protected override Resource<FailingRegistry> OpenFailing => consul.OpenFailing;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}
