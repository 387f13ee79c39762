namespace Kratos.Reactive.Etcd;

/// <summary>Finds what is in one namespace of an etcd, until the registry is given back.</summary>
sealed class EtcdDiscovery(EtcdStore store, EtcdOptions options, RegistrySettings settings, Env env, CancellationToken closed) : IDiscovery
{
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => settings
        .Patiently("list", name, store.List(name, (key, why) => env.Safely(() => RegistryLog.Unreadable(options.Log, key, why))))
        .UntilClosed(closed)
        .Map(static view => (IReadOnlyList<ServiceInstance>)view.Instances);

    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => EtcdWatch.Of(store, options, name, env)
        .UntilCancelled(closed)
        .Concat(Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(RegistryFaults.Closed)));
}
