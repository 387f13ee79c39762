namespace Kratos.Reactive;

/// <summary>Keeps instances announced in a store with leases: a registration each, and whoever asks for the same one comes one after another.</summary>
sealed class LeasedRegistrar(ILeases leases, RegistrySettings settings, Env env) : IRegistrar
{
    readonly RegistrationStates states = new(settings.Log, env);
    readonly Lock gate = new();
    readonly Dictionary<(string Name, string Id), LeasedRegistration> registrations = [];
    bool closed;

    internal IObservable<Registration> Registrations => states.AsObservable();

    public Eff<Unit> Register(ServiceInstance instance) =>
        liftEff(_ => instance.Checked()).Bind(instance => InTurn(instance, registration => registration.Register(instance)));

    public Eff<Unit> Deregister(ServiceInstance instance) => InTurn(instance, registration => registration.Deregister(instance));

    /// <summary>Takes back what is still registered, as far as one try goes, and takes nothing any more.</summary>
    internal Eff<Unit> Close() => unitEff.Bind(_ =>
    {
        LeasedRegistration[] left;
        lock (gate) (closed, left) = (true, [.. registrations.Values]);
        return awaitAll([.. left.Select(one => Alone(one, one.Abandon()).Try())]).Map(static _ => Unit.Default);
    });

    Eff<Unit> InTurn(ServiceInstance instance, Func<LeasedRegistration, Eff<Unit>> work) => Resource
        .Make(liftEff(_ => Enter(instance)), registration => liftEff(() => Leave(instance, registration)))
        .Use(registration => Alone(registration, unitEff.Bind(_ => work(registration))))
        .UntilClosed(env.Token);

    // As long as another call takes, which the settings limit.
    static Eff<Unit> Alone(LeasedRegistration registration, Eff<Unit> work) => Resource
        .Make(liftEff(env => registration.Turn.WaitAsync(env.Token)), _ => liftEff(() => { registration.Turn.Release(); }))
        .Use(_ => work);

    Fin<LeasedRegistration> Enter(ServiceInstance instance)
    {
        lock (gate)
        {
            if (closed) return RegistryFaults.Closed;
            if (!registrations.TryGetValue((instance.Name, instance.Id), out var found))
                registrations.Add((instance.Name, instance.Id), found = new(instance, leases, states, settings, env));
            found.Users++;
            return found;
        }
    }

    void Leave(ServiceInstance instance, LeasedRegistration registration)
    {
        lock (gate)
            if (--registration.Users == 0 && !registration.MayExist) registrations.Remove((instance.Name, instance.Id));
    }
}
