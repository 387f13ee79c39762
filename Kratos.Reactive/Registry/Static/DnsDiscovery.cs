using System.Net;

namespace Kratos.Reactive;

/// <summary>Finds the copies of a service by the names of their hosts: one instance for each address, with <c>address:port</c> as its id and, in its metadata, the name as <c>host</c>. See <see cref="Registry.Dns(DnsOptions)"/>.</summary>
/// <remarks>
/// A watch looks all names up again after each <see cref="DnsOptions.Interval"/>. A name whose lookup fails, or that nobody knows any more, keeps its last addresses until a lookup answers: name servers that stutter empty no fleet. It is tried again by
/// <see cref="DnsOptions.Backoff"/>. A name that nobody knows from the start has no address. Given back, a watch ends in 503 <c>REGISTRY_CLOSED</c>.
/// </remarks>
public sealed class DnsDiscovery : IDiscovery
{
    readonly DnsOptions options;
    readonly Env env;
    readonly CancellationTokenSource closed = new();

    internal DnsDiscovery(DnsOptions options, Env env) => (this.options, this.env) = (options, env.With(closed.Token));

    /// <summary>Those that a lookup finds now. A lookup that fails is 503 <c>LOOKUP_FAILED</c>; an endpoint that is not one is 400 <c>ENDPOINT_INVALID</c> or <c>ADDRESS_INVALID</c>.</summary>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) =>
        from service in liftEff(_ => DnsView.Of(name, options.Endpoints(name)))
        from found in new DnsLookup(options).All(service.Named)
        from view in liftEff(_ => Known(service.With(found), found))
        select (IReadOnlyList<ServiceInstance>)view.Instances;

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => DnsWatch.Of(options, name, env)
        .UntilCancelled(closed.Token)
        .Concat(Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(RegistryFaults.Closed)));

    static Fin<DnsView> Known(DnsView view, IEnumerable<(string Host, Fin<IReadOnlyList<IPAddress>> Found)> lookups) => view.IsKnown
        ? view
        : lookups.Where(static one => one.Found.IsFail).Select(static one => one.Found.Error).Aggregate(static (all, one) => all.And(one));

    internal void Close() => closed.Tell(env);
}
