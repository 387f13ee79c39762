namespace Kratos.Reactive.Tests;

public sealed class OneEtcdRegistrarTests(OneEtcd etcd) : RegistrarLaws, IClassFixture<OneEtcd>
{
    protected override Resource<OpenRegistry> Open => etcd.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class OneEtcdDiscoveryTests(OneEtcd etcd) : DiscoveryLaws, IClassFixture<OneEtcd>
{
    protected override Resource<OpenRegistry> Open => etcd.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class ThreeEtcdsRegistrarTests(ThreeEtcds etcd) : RegistrarLaws, IClassFixture<ThreeEtcds>
{
    protected override Resource<OpenRegistry> Open => etcd.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class ThreeEtcdsDiscoveryTests(ThreeEtcds etcd) : DiscoveryLaws, IClassFixture<ThreeEtcds>
{
    protected override Resource<OpenRegistry> Open => etcd.Open;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class OneEtcdFaultTests(OneEtcd etcd) : FaultLaws, IClassFixture<OneEtcd>
{
    protected override Resource<FailingRegistry> OpenFailing => etcd.OpenFailing;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class ThreeEtcdsFaultTests(ThreeEtcds etcd) : FaultLaws, IClassFixture<ThreeEtcds>
{
    protected override Resource<FailingRegistry> OpenFailing => etcd.OpenFailing;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}
