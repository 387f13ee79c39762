namespace Kratos.Reactive.Etcd;

/// <summary>A registry in etcd, in the layout of Go Kratos: what either registers, both find. See <c>Registry.Etcd(..)</c>.</summary>
/// <remarks>
/// <para>An instance is a key under a lease, which is renewed after each third of its time. One that is lost (by an outage, by an operator, in a store that was set up anew) is registered again for as long as it
/// is not deregistered. One whose name and id another process registered later stands back, until that one is gone.</para>
/// <para>A watch reads the list and is told of every change after it. While etcd cannot be reached, the last list stands. For the time of a lease after that an empty list is doubted: who was there last is kept in it until somebody is
/// back. A watch that has told nothing yet fails at once with what only somebody can mend: 400, 401, 403 or 501; one that has told something never ends, unless the registry is given back: 503 <c>REGISTRY_CLOSED</c>.</para>
/// </remarks>
public sealed class EtcdRegistry : IRegistrar, IDiscovery, INamespaces
{
    readonly EtcdOptions options;
    readonly RegistrySettings settings;
    readonly Env env;
    readonly EtcdEndpoints endpoints;
    readonly EtcdStore store;
    readonly LeasedRegistrar registrar;
    readonly EtcdDiscovery discovery;
    readonly CancellationTokenSource closed = new();

    internal EtcdRegistry(IReadOnlyList<EtcdNode> nodes, EtcdToken token, EtcdOptions options, Env env)
    {
        (this.options, settings, this.env) = (options, options.Settings, env.With(closed.Token));
        endpoints = new(nodes, token, options, env);
        store = new(endpoints, options);
        registrar = new(store, settings, this.env);
        discovery = Found(store);
    }

    /// <summary>How it stands with each instance that is announced here: first how it stands now, then every change. Never ends.</summary>
    /// <remarks>What a readiness check asks: an instance that is not <see cref="RegistrationState.Registered"/> is not found. (For the server as a whole that is seldom wise: a registry that is down
    /// would take down every service.) Each observer is told on its own time, and holds up nothing. One that throws, or is 1,024 changes behind, is left, and <see cref="Env.Unhandled"/> is told. The same is logged, and counted in <c>kratos.registry.registered</c>, <c>kratos.registry.lost</c> and <c>kratos.registry.failed</c> of the meter <c>Kratos.Reactive</c>.</remarks>
    /// <example><c>registry.Registrations.SelectEff(one => one.State == RegistrationState.Registered ? health.Serving("registry") : health.NotServing("registry"), env)</c></example>
    public IObservable<Registration> Registrations => registrar.Registrations;

    /// <summary>Announces the instance, and keeps it announced until it is deregistered. What may heal is tried again for <see cref="EtcdOptions.CallTimeout"/>; then the last failure.</summary>
    public Eff<Unit> Register(ServiceInstance instance) => registrar.Register(instance);

    /// <summary>Takes back the instance with this name and id. Should etcd not be reached, it is gone all the same once its lease has run out.</summary>
    public Eff<Unit> Deregister(ServiceInstance instance) => registrar.Deregister(instance);

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => discovery.GetService(name);

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => discovery.Watch(name);

    /// <summary>The same etcd, where keys begin with <c>/space</c> in place of <see cref="EtcdOptions.Namespace"/>.</summary>
    public IDiscovery In(string space) => Found(new EtcdStore(endpoints, options with { Namespace = $"/{space.Trim('/')}" }));

    /// <summary>Stops all that goes on, and takes back what is still registered, as far as one try goes.</summary>
    internal Eff<Unit> Close() => liftEff(() => closed.Tell(env)) >> registrar.Close();

    EtcdDiscovery Found(EtcdStore where) => new(where, options, settings, env, closed.Token);
}
