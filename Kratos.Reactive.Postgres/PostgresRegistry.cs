namespace Kratos.Reactive.Postgres;

/// <summary>A registry in a table of PostgreSQL. See <c>Registry.Postgres(..)</c>.</summary>
/// <remarks>
/// <para>An instance is a row with a time at which it runs out, by the clock of the database, which is put off after each third of it. One that is lost (by an outage, by an operator, in a database that was set up anew) is registered again for as long as it is
/// not deregistered. One whose name and id another process registered later stands back, until that one is gone.</para>
/// <para>A watch reads the list when PostgreSQL tells of a change, when the next lease in it runs out, and every <see cref="PostgresOptions.Refresh"/>. While PostgreSQL cannot be reached, the last list stands; for the time of a lease after that, those of it
/// whose lease ran out meanwhile are kept, and in a database that was set up anew all of them. A watch that has told nothing yet fails at once with what only somebody can mend: 400, 401 or 403; one that has told something
/// never ends, unless the registry is given back: 503 <c>REGISTRY_CLOSED</c>.</para>
/// </remarks>
public sealed class PostgresRegistry : IRegistrar, IDiscovery
{
    readonly PostgresOptions options;
    readonly RegistrySettings settings;
    readonly Env env;
    readonly IPostgresStore store;
    readonly LeasedRegistrar registrar;
    readonly IObservable<string> news;
    readonly CancellationTokenSource closed = new();

    internal PostgresRegistry(IPostgresStore store, PostgresOptions options, Env env)
    {
        (this.store, this.options, settings, this.env) = (store, options, options.Settings, env.With(closed.Token));
        registrar = new(store, settings, this.env);
        news = PostgresNews.Of(store, options, this.env);
    }

    /// <summary>How it stands with each instance that is announced here: first how it stands now, then every change. Never ends.</summary>
    /// <remarks>What a readiness check asks. Each observer is told on its own time, and holds up nothing. One that throws, or is 1,024 changes behind, is left, and <see cref="Env.Unhandled"/> is told. The same is logged, and counted in <c>kratos.registry.registered</c>, <c>kratos.registry.lost</c>
    /// and <c>kratos.registry.failed</c> of the meter <c>Kratos.Reactive</c>.</remarks>
    public IObservable<Registration> Registrations => registrar.Registrations;

    /// <summary>Announces the instance, and keeps it announced until it is deregistered. What may heal is tried again for <see cref="PostgresOptions.CallTimeout"/>; then the last failure.</summary>
    /// <remarks>A name or an id of more than 1,000 bytes, or with a null character, is 400 <c>POSTGRES_INVALID</c>.</remarks>
    public Eff<Unit> Register(ServiceInstance instance) => registrar.Register(instance);

    /// <summary>Takes back the instance with this name and id. Should PostgreSQL not be reached, it is gone all the same once its lease has run out.</summary>
    public Eff<Unit> Deregister(ServiceInstance instance) => registrar.Deregister(instance);

    /// <inheritdoc/>
    public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => settings
        .Patiently("list", name, unitEff.Bind(_ => store.Look(name)))
        .UntilClosed(closed.Token)
        .Map(static look => (IReadOnlyList<ServiceInstance>)look.Seen.Instances);

    /// <inheritdoc/>
    public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => PostgresWatch.Of(store, news, options, name, env)
        .UntilCancelled(closed.Token)
        .Concat(Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(RegistryFaults.Closed)));

    /// <summary>Stops all that goes on, and takes back what is still registered, as far as one try goes.</summary>
    internal Eff<Unit> Close() => liftEff(() => closed.Tell(env)) >> registrar.Close();
}
