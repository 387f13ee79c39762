namespace Kratos.Reactive;

/// <summary>One subscription to one service: all names looked up, and after a while again.</summary>
sealed class DnsWatch(DnsOptions options, DnsView service, Env env)
{
    readonly DnsLookup lookup = new(options);
    readonly WatchTries tries = new(service.Service, options.Settings, env);
    DnsView last = service;

    internal static IObservable<IReadOnlyList<ServiceInstance>> Of(DnsOptions options, string service, Env env) => new Newest<IReadOnlyList<ServiceInstance>>(
        Observable.Defer(() => DnsView.Of(service, options.Endpoints(service)).Match(
            view => new DnsWatch(options, view, env).Snapshots(),
            static error => Observable.Throw<IReadOnlyList<ServiceInstance>>(new ErrorException(error)))), env).DistinctUntilChanged();

    IObservable<IReadOnlyList<ServiceInstance>> Snapshots() => Observable
        .Defer(() => lookup.All(last.Named).ToObservable(env))
        .SelectMany(found =>
        {
            last = last.With(found);
            var failed = found.FirstOrDefault(static one => one.Found.IsFail);
            if (failed.Host is null) tries.Well();
            var wait = failed.Host is null ? options.Interval : tries.Failed(failed.Found.Error);
            return Observable.Return(last).Concat(Observable.Timer(wait, env.Scheduler).SelectMany(static _ => Observable.Empty<DnsView>()));
        })
        .Repeat()
        .Where(static view => view.IsKnown)
        .Select(static view => view.Instances);
}
