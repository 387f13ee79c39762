namespace Kratos.Reactive.Tests;

public sealed class KubernetesDiscoveryTests(OneKubernetes kubernetes) : DiscoveryLaws, IClassFixture<OneKubernetes>
{
    protected override Resource<OpenRegistry> Open => kubernetes.Open;

    protected override ServiceInstance Copy(string service, string id, string version = "v1") => OneKubernetes.Copy(service, id, version);

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}

public sealed class KubernetesSteadyTests(OneKubernetes kubernetes) : SteadyLaws, IClassFixture<OneKubernetes>
{
    protected override Resource<FailingRegistry> OpenFailing => kubernetes.OpenFailing;

    protected override ServiceInstance Copy(string service, string id, string version = "v1") => OneKubernetes.Copy(service, id, version);

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => EtcdStores.Run(law);
}
