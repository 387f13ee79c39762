namespace Kratos.Reactive.Postgres;

/// <summary>One subscription to one service: it looks whenever something was told, when the next lease runs out, and from time to time.</summary>
sealed class PostgresWatch(IPostgresStore store, PostgresOptions options, string service, Env env)
{
    // A lease that has run out is seen a little later only, or it would be looked for again and again.
    static readonly TimeSpan late = TimeSpan.FromMilliseconds(50);

    readonly WatchTries tries = new(service, options.Settings, env);
    readonly Bell bell = new();

    internal static IObservable<IReadOnlyList<ServiceInstance>> Of(IPostgresStore store, IObservable<string> told, PostgresOptions options, string service, Env env) => new Newest<IReadOnlyList<ServiceInstance>>(
        Observable.Create<ValueList<ServiceInstance>>(observer => new PostgresWatch(store, options, service, env).Begin(told, observer)), env).DistinctUntilChanged();

    IDisposable Begin(IObservable<string> told, IObserver<ValueList<ServiceInstance>> observer)
    {
        var hearing = told.Where(changed => changed == "" || changed == service).Subscribe(_ => bell.Ring(), observer.OnError);
        var following = Follow(observer.OnNext).ToObservable(env).Subscribe(static _ => { }, observer.OnError);
        return Disposable.Create(() =>
        {
            hearing.Dispose();
            following.Dispose();
        });
    }

    async Eff<Unit> Follow(Action<ValueList<ServiceInstance>> tell)
    {
        var begun = env.Time.GetTimestamp();
        Sighting? last = null;
        var (known, gap) = (Guid.Empty, Gap.None);
        while (true)
        {
            var look = await store.Look(service).Try();
            if (look.IsFail)
            {
                if (last is null && !RegistryFaults.MayHeal(look.Error)) await FailEff<Unit>(look.Error);
                gap = Gap.Interrupted;
                await yieldFor(tries.Failed(look.Error));
                continue;
            }

            tries.Well();
            if (last is not null && look.Value.Store != known) gap = Gap.Anew;
            var at = env.Time.GetElapsedTime(begun);
            last = look.Value.Seen.After(last, gap, at, options.Ttl);
            if (gap != Gap.None && last.KeepsSome) TellMissing(last.DoubtedUntil - at);
            (known, gap) = (look.Value.Store, Gap.None);
            tell(last.Instances);
            await bell.Heard(Until(look.Value.Next, last.DoubtedUntil - at));
        }
    }

    void TellMissing(TimeSpan doubted) => env.Safely(() => RegistryLog.SomeMissing(options.Log, service, env.Time.GetUtcNow() + doubted));

    TimeSpan Until(TimeSpan? next, TimeSpan doubted)
    {
        var wait = options.Refresh;
        if (next is { } soon && soon + late < wait) wait = soon + late;
        if (doubted > TimeSpan.Zero && doubted < wait) wait = doubted;
        return wait;
    }
}
