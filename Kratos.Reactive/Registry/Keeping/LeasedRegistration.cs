namespace Kratos.Reactive;

/// <summary>One instance that is announced: taken, kept for as long as nobody takes it back, and taken again when it is lost.</summary>
/// <remarks>It has one lease, under a number of its own, for as long as it is announced: what a slow node does later with a call that was given up finds that lease or none, never another.</remarks>
sealed class LeasedRegistration(ServiceInstance named, ILeases leases, RegistrationStates states, RegistrySettings settings, Env env)
{
    readonly Waits waits = new(settings.Backoff, env);
    long lease;         // 0: it has asked for none yet
    ServiceInstance? wanted;
    Registration? state;
    Error? fault;       // of the last try to keep it that failed
    CancellationTokenSource? keeping;
    Task kept = Task.CompletedTask;

    /// <summary>How many are at it: they come one after another.</summary>
    internal int Users { get; set; }

    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Something of it may be in the store.</summary>
    internal bool MayExist => lease != 0;

    internal Eff<Unit> Register(ServiceInstance instance) => unitEff.Bind(_ =>
    {
        if (state?.State == RegistrationState.Registered && instance.Equals(wanted)) return unitEff;
        var before = wanted;
        wanted = instance;
        if (keeping is null) Tell(RegistrationState.Registering);
        return Taken(instance).Map(Begin).Finally(end =>
        {
            if (end.IsFail) wanted = before;
            if (end.IsFail && keeping is null) Tell(new Registration(instance, RegistrationState.Deregistered) { Why = end.Error });
            return unitEff;
        });
    });

    internal Eff<Unit> Deregister(ServiceInstance instance) => Ended(unitEff.Bind(_ => Stopped() >> Gone(instance)));

    /// <summary>Takes it back as far as one try goes; else the lease runs out by itself.</summary>
    internal Eff<Unit> Abandon() => Ended(unitEff.Bind(_ => Stopped() >> when(MayExist, leases.Release(named, lease))));

    Eff<Unit> Ended(Eff<Unit> work) => work.Finally(end =>
    {
        if (state is { State: not RegistrationState.Deregistered }) Tell(state with { State = RegistrationState.Deregistered, Why = end.IsFail ? end.Error : null });
        if (end.IsSucc) lease = 0;
        return unitEff;
    });

    Eff<Held> Taken(ServiceInstance instance) => settings.Patiently("register", instance.Name,
        from sent in now
        from ttl in Leased(instance)
        select new Held(sent, ttl));

    // A number that is taken is somebody else's: another one then.
    Eff<TimeSpan> Leased(ServiceInstance instance) => unitEff.Bind(_ =>
    {
        if (lease != 0) return leases.Retake(instance, lease);
        lease = env.Random.NextInt64(1, long.MaxValue);
        return leases.Take(instance, lease).MapFail(error =>
        {
            if (error.Is(RegistryFaults.NumberTaken)) lease = 0;
            return error;
        });
    });

    Eff<Unit> Gone(ServiceInstance instance) => settings.Patiently("deregister", instance.Name, MayExist ? leases.Release(instance, lease) : leases.Delete(instance));

    Unit Begin(Held held)
    {
        Tell(RegistrationState.Registered);
        if (keeping is not null) return Unit.Default;
        keeping = CancellationTokenSource.CreateLinkedTokenSource(env.Token);
        kept = Keep(held).Finally(Unexpected).RunAsync(env.With(keeping.Token)).AsTask();
        return Unit.Default;
    }

    Eff<Unit> Stopped() => liftEff(async env =>
    {
        keeping?.Tell(env);
        await kept.ConfigureAwait(false);
        keeping?.Dispose();
        keeping = null;
    });

    async Eff<Unit> Keep(Held held)
    {
        while (true)
        {
            await yieldFor(held.Sent + (held.Ttl / 3) - env.Time.GetUtcNow());
            var end = await Renewed().Retry(settings.Backoff, static error => !RegistryFaults.IsLoss(error)).Timeout(held.Sent + held.Ttl - env.Time.GetUtcNow()).Try();
            held = end.IsSucc ? end.Succeeded : await TakenAgain(end.Failed);
            fault = null;
        }
    }

    // It goes on until it is stopped. A schedule of the user's that throws would end it.
    Eff<Unit> Unexpected(Fin<Unit> end) => when(end.IsFail && !end.Error.Is(Error.Cancelled), liftEff(() =>
    {
        Tell(new Registration(wanted!, RegistrationState.Lost) { Why = end.Error });
        env.Unhandled(end.Error);
    }));

    Eff<Held> Renewed() => Counted(
        from sent in now
        from ttl in leases.Keep(wanted!, lease)
        select new Held(sent, ttl));

    async Eff<Held> TakenAgain(Error why)
    {
        Tell(new Registration(wanted!, RegistrationState.Lost) { Why = why.Is(Error.TimedOut) ? fault ?? why : why });
        waits.Begin();
        while (true)
        {
            var end = await Counted(Restored()).Try();
            if (end.IsSucc)
            {
                Tell(RegistrationState.Registered);
                return end.Succeeded;
            }

            await yieldFor(waits.Next());
        }
    }

    Eff<Held> Restored() =>
        from sent in now
        from ttl in leases.Restore(wanted!, lease)
        select new Held(sent, ttl);

    Eff<A> Counted<A>(Eff<A> effect) => effect.MapFail(error =>
    {
        RegistryMetrics.Failed("keep", wanted!.Name);
        return fault = error;
    });

    void Tell(RegistrationState now) => Tell(new Registration(wanted!, now));

    void Tell(Registration now)
    {
        state = now;
        states.Set(now);
    }

    /// <summary>The lease as it was last renewed: asked for then, good for so long.</summary>
    sealed record Held(DateTimeOffset Sent, TimeSpan Ttl);
}
