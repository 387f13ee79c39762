namespace Kratos.Reactive;

/// <summary>Finds who is on a list, which does not change. See <see cref="Registry.Static(IReadOnlyList{ServiceInstance})"/>.</summary>
public sealed class StaticDiscovery : IDiscovery
{
    readonly ILookup<string, ServiceInstance> services;

    internal StaticDiscovery(IEnumerable<ServiceInstance> instances) => services = instances
        .Select(static instance => instance.Checked().ThrowIfFail())
        .Reverse().DistinctBy(static instance => (instance.Name, instance.Id))      // the later one replaces the earlier, as when both were registered
        .OrderBy(static instance => instance.Id, StringComparer.Ordinal)
        .ToLookup(static instance => instance.Name);

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => liftEff(() => Of(name));

    /// <summary>Who is on the list, and no change.</summary>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => Observable.Create<IReadOnlyList<ServiceInstance>>(observer =>
    {
        observer.OnNext(Of(name));
        return Disposable.Empty;
    });

    internal static StaticDiscovery At(string name, IEnumerable<string> endpoints) => new(endpoints
        .Select(static endpoint => Endpoints.Parse(endpoint).ThrowIfFail())
        .Select(endpoint => new ServiceInstance(HostPort.Of(endpoint).ThrowIfFail().ToString(), name, "") { Endpoints = [endpoint] }));

    IReadOnlyList<ServiceInstance> Of(string name) => ValueList.From(services[name]);
}
