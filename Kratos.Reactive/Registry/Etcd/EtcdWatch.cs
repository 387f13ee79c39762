using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>One subscription to one service: a list, then the changes from the next revision on; and when that is interrupted, the same again.</summary>
/// <remarks>A list after an interruption, rather than the changes since: only a list tells that the store was set up anew, or that what was missed is forgotten.</remarks>
sealed class EtcdWatch(EtcdStore store, EtcdOptions options, string service, Env env)
{
    readonly WatchTries tries = new(service, options.Settings, env);
    readonly long begun = env.Time.GetTimestamp();
    EtcdView? last;

    // On a clock that nobody sets.
    TimeSpan Now => env.Time.GetElapsedTime(begun);

    internal static IObservable<IReadOnlyList<ServiceInstance>> Of(EtcdStore store, EtcdOptions options, string service, Env env) => new Newest<IReadOnlyList<ServiceInstance>>(
        Observable.Defer(() => new EtcdWatch(store, options, service, env).Snapshots()), env).DistinctUntilChanged();

    IObservable<ValueList<ServiceInstance>> Snapshots() => Observable
        .Defer(() => store.List(service, Unreadable).ToObservable(env))
        .SelectMany(list => Following(list.After(last, Now, options.Ttl)))
        .Catch((Exception e) => Interrupted(Error.From(e)))
        .Repeat()
        .Select(static view => view.Instances);

    IObservable<EtcdView> Following(EtcdView list)
    {
        var doubted = list.DoubtedUntil > Now ? list.DoubtedUntil - Now : TimeSpan.Zero;
        if (list.MissesSome) env.Safely(() => RegistryLog.SomeMissing(options.Log, service, env.Time.GetUtcNow() + doubted));
        var changes = store.Watch(service, list.Revision + 1, env).Do(Heard).Select(told => (Func<EtcdView, EtcdView>)(view => view.With(told, Now)));
        var settled = Observable.Timer(doubted, env.Scheduler).Select(static _ => (Func<EtcdView, EtcdView>)(static view => view.Settled()));
        var all = last is null ? changes : changes.Merge(settled);
        return all.Scan(list, static (view, change) => change(view)).StartWith(list).Do(view => last = view);
    }

    // The first response says that the watch stands. What follows says that it works.
    void Heard(WatchResponse told)
    {
        if (!told.Created) tries.Well();
    }

    IObservable<EtcdView> Interrupted(Error error) => last is null && !RegistryFaults.MayHeal(error)
        ? Observable.Throw<EtcdView>(new ErrorException(error))
        : Observable.Timer(tries.Failed(error), env.Scheduler).SelectMany(static _ => Observable.Empty<EtcdView>());

    void Unreadable(string key, Error why) => env.Safely(() => RegistryLog.Unreadable(options.Log, key, why));
}
