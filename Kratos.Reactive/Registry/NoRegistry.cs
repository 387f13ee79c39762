namespace Kratos.Reactive;

/// <summary>The registry of <see cref="Registry.None"/>.</summary>
public sealed class NoRegistry : IRegistrar, IDiscovery
{
    static readonly IReadOnlyList<ServiceInstance> nobody = ValueList<ServiceInstance>.Empty;

    internal NoRegistry() { }

    /// <summary>Does nothing.</summary>
    public Eff<Unit> Register(ServiceInstance instance) => unitEff;

    /// <summary>Does nothing.</summary>
    public Eff<Unit> Deregister(ServiceInstance instance) => unitEff;

    /// <summary>Nobody.</summary>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => SuccessEff(nobody);

    /// <summary>Nobody, and no change.</summary>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => Observable.Create<IReadOnlyList<ServiceInstance>>(static observer =>
    {
        observer.OnNext(nobody);
        return Disposable.Empty;
    });
}
