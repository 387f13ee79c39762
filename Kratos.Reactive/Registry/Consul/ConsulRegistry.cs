namespace Kratos.Reactive.Consul;

/// <summary>A registry in Consul, in the layout of Go Kratos: what either registers, both find. See <c>Registry.Consul(..)</c>.</summary>
/// <remarks>
/// <para>An instance is a service of the agent with a check that runs out, of which Consul is told after each third of its time. One that is lost (with the agent's memory, by an operator) is registered again for as long as it
/// is not deregistered. One whose name and id another process registered later stands back, until that one is gone or critical.</para>
/// <para>A watch asks for whatever is newer than what it knows, and Consul answers when there is something. Only instances none of whose checks is critical are found. While Consul cannot be reached, the last list stands; for the time of a lease after that, those of it that became
/// critical meanwhile are kept, and after Consul's index went backwards all of them. A watch that has told nothing yet fails at once with what only somebody can mend: 400, 401 or 403; one that has told something
/// never ends, unless the registry is given back: 503 <c>REGISTRY_CLOSED</c>.</para>
/// <para>Keys of metadata are letters, digits, <c>-</c> and <c>_</c>, up to 128 characters; values have up to 512, and there are up to 64. Anything else Consul refuses: 400 <c>CONSUL_INVALID</c>.</para>
/// </remarks>
public sealed class ConsulRegistry : IRegistrar, IDiscovery
{
    readonly ConsulOptions options;
    readonly RegistrySettings settings;
    readonly Env env;
    readonly ConsulStore store;
    readonly LeasedRegistrar registrar;
    readonly CancellationTokenSource closed = new();

    internal ConsulRegistry(HttpClient http, ConsulOptions options, Env env)
    {
        (this.options, settings, this.env) = (options, options.Settings, env.With(closed.Token));
        store = new(new ConsulApi(http, options), options);
        registrar = new(store, settings, this.env);
    }

    /// <summary>How it stands with each instance that is announced here: first how it stands now, then every change. Never ends.</summary>
    /// <remarks>What a readiness check asks. Each observer is told on its own time, and holds up nothing. One that throws, or is 1,024 changes behind, is left, and <see cref="Env.Unhandled"/> is told. The same is logged, and counted in <c>kratos.registry.registered</c>, <c>kratos.registry.lost</c>
    /// and <c>kratos.registry.failed</c> of the meter <c>Kratos.Reactive</c>.</remarks>
    public IObservable<Registration> Registrations => registrar.Registrations;

    /// <summary>Announces the instance, and keeps it announced until it is deregistered. What may heal is tried again for <see cref="ConsulOptions.CallTimeout"/>; then the last failure.</summary>
    public Eff<Unit> Register(ServiceInstance instance) => registrar.Register(instance);

    /// <summary>Takes back the instance with this name and id. Should Consul not be reached, it is not found any more once its lease has run out, and forgotten after <see cref="ConsulOptions.ForgetAfter"/>.</summary>
    public Eff<Unit> Deregister(ServiceInstance instance) => registrar.Deregister(instance);

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => settings
        .Patiently("list", name, unitEff.Bind(_ => store.Look(name, 0, options.Wait)))
        .UntilClosed(closed.Token)
        .Map(static look => (IReadOnlyList<ServiceInstance>)look.Seen.Instances);

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => ConsulWatch.Of(store, options, name, env)
        .UntilCancelled(closed.Token)
        .Concat(Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(RegistryFaults.Closed)));

    /// <summary>Stops all that goes on, and takes back what is still registered, as far as one try goes.</summary>
    internal Eff<Unit> Close() => liftEff(() => closed.Tell(env)) >> registrar.Close();
}
