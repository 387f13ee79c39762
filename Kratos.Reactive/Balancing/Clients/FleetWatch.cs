namespace Kratos.Reactive;

/// <summary>Watches that do not end: one that fails, or ends, is told of and begun again after a wait.</summary>
static class FleetWatch
{
    internal static IObservable<A> Of<A>(Func<IObservable<A>> watch, Action<Error> over, Schedule waits, Env env)
    {
        var next = new Waits(waits, env);
        return Observable.Defer(watch).Do(_ => next.Begin())
            .Concat(Observable.Defer(() => Over(Ended)))
            .Catch((Exception e) => Over(Error.From(e)))
            .Repeat();

        IObservable<A> Over(Error why)
        {
            over(why);
            return Observable.Timer(next.Next(), env.Scheduler).SelectMany(static _ => Observable.Empty<A>());
        }
    }

    static Error Ended { get; } = Error.Unavailable("WATCH_ENDED", "the watch ended, though nobody left it");
}
