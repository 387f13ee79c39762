namespace Kratos.Reactive;

/// <summary>The way up as a fold of resources: the way down is the same fold backwards.</summary>
sealed class Stages(App app, AppRun run)
{
    /// <summary>How long a forced close may take before the app goes on without it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // The calendar ends: what would end so late has no limit.
    static readonly TimeSpan Longest = TimeSpan.FromDays(100 * 365);

    bool announced;

    internal Eff<Unit> All =>
        from _1 in Stage("Check", liftEff(_ => app.Check()))
        from info in Info
        from _2 in local(env => env.With(AppInfo.Key, info), Up(info).Use(_ => Serve))
        select _2;

    Eff<AppInfo> Info => liftEff(env => new AppInfo(app.Id == "" ? Ids.New(env.Random) : app.Id, app.Name, app.Version) { Metadata = app.Metadata });

    Resource<Unit> Up(AppInfo info) =>
        from afterStop in Leaving("AfterStop", app.AfterStop)
        from beforeStart in Entering("BeforeStart", app.BeforeStart)
        from listening in Resource.All([.. app.Servers.Select(Listen)])
        from registered in Announce(info, listening)
        from afterStart in Entering("AfterStart", app.AfterStart)
        select afterStart;

    Resource<Unit> Announce(AppInfo info, IReadOnlyList<Listening> listening)
    {
        if (ReferenceEquals(app.Registrar, Registry.None)) return Leaving("BeforeStop", app.BeforeStop);
        return from instance in Resource.OnEnter(Stage("Advertise", Instance(info, listening)))
               from drain in Resource.OnExit(liftEff(() => announced).Bind(seen => when(seen, Drain)), Timeout.InfiniteTimeSpan)
               from leave in Resource.OnExit(Deregister(instance), Timeout.InfiniteTimeSpan)
               from beforeStop in Leaving("BeforeStop", app.BeforeStop)
               from enter in Resource.OnEnter(Register(instance))
               select enter;
    }

    Eff<ServiceInstance> Instance(AppInfo info, IReadOnlyList<Listening> listening) =>
        from endpoints in app.Advertise.Resolve([.. listening.SelectMany(static one => one.Endpoints)])
        select new ServiceInstance(info.Id, info.Name, info.Version) { Metadata = info.Metadata, Endpoints = endpoints };

    // What timed out or was cut may have reached the registry all the same.
    Eff<Unit> Register(ServiceInstance instance) =>
        Stage("Register", new LateEff<Unit>(() => app.Registrar.Register(instance)).Timeout(app.RegistrarTimeout)
            .Finally(end => liftEff(() => { announced = end.IsSucc || end.Error.Is(Error.TimedOut) || end.Error.Is(Error.Cancelled); })))
        >> Tell(new Lifecycle.Registered(instance));

    // An abort does not cut it: the limit does.
    Eff<Unit> Deregister(ServiceInstance instance) =>
        Left("Deregister", local(static env => env.With(CancellationToken.None), new LateEff<Unit>(() => app.Registrar.Deregister(instance)).Timeout(app.RegistrarTimeout)))
        >> Tell(new Lifecycle.Deregistered(instance));

    // An abort ends the wait, which is no failure.
    Eff<Unit> Drain => yieldFor(app.DrainDelay).IfFail(static _ => Unit.Default);

    Resource<Listening> Listen(Server server) => new(
        Stage($"Start {server.Name}", server.Listen.Allocate).Bind(held =>
            liftEff(() =>
            {
                run.Tell(new Lifecycle.Bound(server.Name, held.Value.Endpoints));
                var faults = held.Value.Faults.Take(1).Subscribe(fault => run.Fault($"Serve {server.Name}", fault), error => run.Fault($"Serve {server.Name}", Error.From(error)));
                return new Held<Listening>(held.Value, liftEff(faults.Dispose) >> Close(server, held.Release));
            })));

    // The release's own token fires at the limit and means "close now"; that it came to that is told as a failure, even when the close went well.
    Eff<Unit> Close(Server server, Eff<Unit> release) =>
        Left($"Stop {server.Name}", Within(app.StopTimeout, release, Error.TimedOut with { Message = $"{server.Name} did not stop within {app.StopTimeout}, and was closed by force" }))
            .Finally(Tell(new Lifecycle.Closed(server.Name)));

    Resource<Unit> Entering(string name, IReadOnlyList<Eff<Unit>> hooks) =>
        hooks.Aggregate(Resource.Pure(Unit.Default), (before, hook) => from _ in before from done in Resource.OnEnter(Stage(name, hook)) select done);

    Resource<Unit> Leaving(string name, IReadOnlyList<Eff<Unit>> hooks) => Resource.OnExit(
        hooks.Reverse().Aggregate(unitEff, (after, hook) => Left(name, Within(app.StopTimeout, new ReleaseEff(hook, null), Error.TimedOut with { Message = $"a {name} hook did not end within {app.StopTimeout}" })).Finally(after)),
        Timeout.InfiniteTimeSpan);

    Eff<Unit> Serve => liftEff(run.Turn.Started) >> Tell(new Lifecycle.Started()) >> run.Turn.Reached;

    Eff<Unit> Tell(Lifecycle what) => liftEff(() => run.Tell(what));

    Eff<A> Stage<A>(string name, Eff<A> effect) => new EndEff<A>(effect.Named(name), (_, end) =>
    {
        if (end.IsFail) run.TellFailed(name, end.Error);
    });

    // On the way down only an abort cuts.
    Eff<Unit> Left(string name, Eff<Unit> effect) => Stage(name, effect.MapFail(error => run.IsAborted ? error : AppRun.Unasked(error)));

    internal static bool IsUnlimited(TimeSpan limit) => limit == Timeout.InfiniteTimeSpan || limit > Longest;

    // The token of each release inside fires at the limit; one that ignores it is left behind after the grace.
    static Eff<Unit> Within(TimeSpan limit, Eff<Unit> release, Error late)
    {
        if (IsUnlimited(limit)) return local(static env => Until(env, DateTimeOffset.MaxValue), release);
        return from start in now
               let due = start + limit
               from end in local(env => Until(env, due), release).Timeout(limit + Grace).Try()
               from ended in now
               from _ in ended >= due ? FailEff<Unit>(end.IsFail && !end.Error.Is(Error.TimedOut) ? late.And(end.Error) : late) : end
               select _;
    }

    static Env Until(Env env, DateTimeOffset due) => env.TryFind(ReleaseTerms.Key, out var terms) ? env.With(ReleaseTerms.Key, terms with { Due = due }) : env;
}
