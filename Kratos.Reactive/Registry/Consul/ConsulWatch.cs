namespace Kratos.Reactive.Consul;

/// <summary>One subscription to one service: it asks for what is newer than what it knows, and Consul answers when there is something, or after a while.</summary>
sealed class ConsulWatch(ConsulStore store, ConsulOptions options, string service, Env env)
{
    // Of a service that changes without end no more is asked; and an index of 0 does not wait.
    static readonly TimeSpan spacing = TimeSpan.FromMilliseconds(100), pause = TimeSpan.FromSeconds(1);

    readonly WatchTries tries = new(service, options.Settings, env);

    internal static IObservable<IReadOnlyList<ServiceInstance>> Of(ConsulStore store, ConsulOptions options, string service, Env env) => new Newest<IReadOnlyList<ServiceInstance>>(
        Observable.Create<ValueList<ServiceInstance>>(observer => new ConsulWatch(store, options, service, env).Follow(observer.OnNext).ToObservable(env).Subscribe(static _ => { }, observer.OnError)), env)
        .DistinctUntilChanged();

    async Eff<Unit> Follow(Action<ValueList<ServiceInstance>> tell)
    {
        var start = env.Time.GetTimestamp();
        Sighting? last = null;
        var (index, known, gap) = (0L, 0L, Gap.None);
        while (true)
        {
            var begun = env.Time.GetElapsedTime(start);
            var look = await store.Look(service, index, Patience(last, begun)).Try();
            if (look.IsFail)
            {
                if (last is null && !RegistryFaults.MayHeal(look.Error)) await FailEff<Unit>(look.Error);
                (index, gap) = (0, Gap.Interrupted);
                await yieldFor(tries.Failed(look.Error));
                continue;
            }

            tries.Well();
            var at = env.Time.GetElapsedTime(start);
            // Backwards: Consul was set up anew, or from an older state. What it tells now is true all the same; what is newer than it is not known.
            var isBackwards = look.Value.Index < known;
            last = look.Value.Seen.After(last, isBackwards ? Gap.Anew : gap, at, options.Ttl);
            if ((isBackwards || gap != Gap.None) && last.KeepsSome) TellMissing(last.DoubtedUntil - at);
            (index, known, gap) = (isBackwards ? 0 : look.Value.Index, look.Value.Index, Gap.None);
            tell(last.Instances);
            await yieldFor(look.Value.Index == 0 ? pause : at - begun < spacing ? begun + spacing - at : TimeSpan.Zero);
        }
    }

    void TellMissing(TimeSpan doubted) => env.Safely(() => RegistryLog.SomeMissing(options.Log, service, env.Time.GetUtcNow() + doubted));

    TimeSpan Patience(Sighting? last, TimeSpan at) => last is not null && last.DoubtedUntil > at && last.DoubtedUntil - at < options.Wait ? last.DoubtedUntil - at : options.Wait;
}
