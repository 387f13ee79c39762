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
    Held? held;         // null: it is not, or it is lost
    CancellationTokenSource? keeping;
    Task kept = Task.CompletedTask;

    /// <summary>How many are at it: they come one after another.</summary>
    internal int Users { get; set; }

    internal SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Something of it may be in the store.</summary>
    internal bool MayExist => lease != 0;

    internal Eff<Unit> Register(ServiceInstance instance) => unitEff.Bind(_ =>
    {
        // A renewal that is under way would write what was wanted before.
        var (before, isKept) = (wanted, keeping is not null && !kept.IsCompleted);
        if (isKept && state?.State == RegistrationState.Registered && instance.Equals(before)) return unitEff;
        if (!isKept) Tell(new Registration(instance, RegistrationState.Registering));
        return (Stopped() >> liftEff(() => { wanted = instance; }) >> Taken(instance)).Map(Begin).Finally(end =>
        {
            if (end.IsSucc) return unitEff;
            wanted = before;
            if (isKept) Go();
            else Tell(new Registration(instance, RegistrationState.Deregistered) { Why = end.Error });
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
        held = null;
        return unitEff;
    });

    Eff<Held> Taken(ServiceInstance instance) => settings.Patiently("register", instance.Name, Timed(() => Leased(instance)));

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

    // What is not held here is somebody else's.
    Eff<Unit> Gone(ServiceInstance instance) => when(MayExist, settings.Patiently("deregister", instance.Name, leases.Release(instance, lease)));

    Unit Begin(Held taken)
    {
        held = taken;
        Tell(new Registration(wanted!, RegistrationState.Registered));
        Go();
        return Unit.Default;
    }

    void Go()
    {
        keeping = CancellationTokenSource.CreateLinkedTokenSource(env.Token);
        kept = Keep().Finally(Unexpected).RunAsync(env.With(keeping.Token)).AsTask();
    }

    Eff<Unit> Stopped() => liftEff(async env =>
    {
        keeping?.Tell(env);
        await kept.ConfigureAwait(false);
        keeping?.Dispose();
        keeping = null;
    });

    async Eff<Unit> Keep()
    {
        while (true)
        {
            held ??= await TakenAgain();
            fault = null;
            await yieldFor(held.Left(held.Ttl / 3, env.Time));
            var end = await Renewed().Retry(settings.Backoff, static error => !RegistryFaults.IsLoss(error)).Timeout(held.Left(held.Ttl, env.Time)).Try();
            held = end.IsSucc ? end.Succeeded : Lost(end.Failed);
        }
    }

    // It goes on until it is stopped. Should anything end it all the same, that is told, and whoever registers again begins it again.
    Eff<Unit> Unexpected(Fin<Unit> end) => when(end.IsFail && !end.Error.Is(Error.Cancelled), liftEff(() =>
    {
        Tell(new Registration(wanted!, RegistrationState.Lost) { Why = end.Error });
        env.Unhandled(end.Error);
    }));

    Eff<Held> Renewed() => Counted(Timed(() => leases.Keep(wanted!, lease)));

    Held? Lost(Error why)
    {
        Tell(new Registration(wanted!, RegistrationState.Lost) { Why = why.Is(Error.TimedOut) ? fault ?? why : why });
        return null;
    }

    async Eff<Held> TakenAgain()
    {
        waits.Begin();
        while (true)
        {
            var end = await Counted(Timed(() => leases.Restore(wanted!, lease))).Try();
            if (end.IsSucc)
            {
                Tell(new Registration(wanted!, RegistrationState.Registered));
                return end.Succeeded;
            }

            await yieldFor(waits.Next());
        }
    }

    static Eff<Held> Timed(Func<Eff<TimeSpan>> asked) =>
        from sent in envEff.Map(static env => env.Time.GetTimestamp())
        from ttl in asked()
        select new Held(sent, ttl);

    Eff<A> Counted<A>(Eff<A> effect) => effect.MapFail(error =>
    {
        RegistryMetrics.Failed("keep", wanted!.Name);
        return fault = error;
    });

    void Tell(Registration now)
    {
        state = now;
        states.Set(now);
    }

    /// <summary>The lease as it was last renewed: asked for then, good for so long. Counted on a clock that nobody sets.</summary>
    sealed record Held(long Sent, TimeSpan Ttl)
    {
        internal TimeSpan Left(TimeSpan span, TimeProvider time) => span - time.GetElapsedTime(Sent) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
    }
}
