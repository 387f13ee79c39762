namespace Kratos.Reactive;

/// <summary>What streams need beside Rx: bounded bridges between push and pull, effects for each value, sharing the latest value.</summary>
public static partial class Streams
{
    /// <summary>The source as something to pull, one value after another; what it gives meanwhile waits, within <paramref name="backpressure"/>.</summary>
    /// <remarks>
    /// <para>Cold: each enumeration subscribes at its first step, and unsubscribes when it is left. Its failures are <see cref="ErrorException"/>s; a value for which there is no room ends it in 429
    /// <c>STREAM_OVERFLOW</c>, after the values that wait. When the environment's token or that of the enumeration fires, it ends in <see cref="Error.Cancelled"/> and what waits is given up.</para>
    /// <para>With <see cref="Overflow.Wait"/> the source is subscribed to on a thread of its own, if the environment's scheduler lends one (the real ones do, virtual time does not). A source that gives its values inside
    /// <c>Subscribe</c> is held on that thread while there is no room. No other thread is ever held: a source that pushes from elsewhere cannot be slowed. See <see cref="OnDemand"/> for one that can, without a thread.</para>
    /// </remarks>
    public static IAsyncEnumerable<A> ToAsyncEnumerable<A>(this IObservable<A> source, Backpressure backpressure, Env env) =>
        new Pulled<A>(env => Outlet<A>.Lent(source, backpressure, env), env);

    /// <summary>Like <see cref="ToAsyncEnumerable"/>, for a source that works on the scheduler of the environment it is given: with <see cref="Overflow.Wait"/> that scheduler runs its next piece of work only while there is room.</summary>
    /// <remarks>No thread is held. Work that is due runs one piece at a time, in order; timers wait for room as well when they are due. One piece of work may give as many values as half of the capacity; more of them may find it full.</remarks>
    /// <example><c>Streams.OnDemand(env => Observable.Range(0, 1_000_000, env.Scheduler), new Backpressure(64, Overflow.Wait), env)</c></example>
    public static IAsyncEnumerable<A> OnDemand<A>(Func<Env, IObservable<A>> source, Backpressure backpressure, Env env) =>
        new Pulled<A>(env => Outlet<A>.Paced(source, backpressure, env), env);

    /// <summary>What can be pulled, as a cold observable. Nothing waits here: the next value is asked for only after the last <c>OnNext</c> returned (and, in a streaming call, while there is room in it).</summary>
    /// <remarks>
    /// Each subscription enumerates, and begins on the environment's scheduler. Disposing tells the enumeration to stop and does not wait; if it fails after that, <see cref="Env.Unhandled"/> is told.
    /// Failures are <see cref="ErrorException"/>s, <see cref="Error.Cancelled"/> when the environment's token fired. An observer that throws is left, and <see cref="Env.Unhandled"/> is told.
    /// </remarks>
    public static IObservable<A> ToObservable<A>(this IAsyncEnumerable<A> source, Env env) => new Inflow<A>(source, env);

    /// <summary>The source until <paramref name="token"/> fires, which completes it. (It completes at once when the token has fired already.)</summary>
    public static IObservable<A> UntilCancelled<A>(this IObservable<A> source, CancellationToken token) =>
        !token.CanBeCanceled ? source : Observable.Defer(() => token.IsCancellationRequested ? Observable.Empty<A>() : source.TakeUntil(Fired(token)));

    // Unregister, not Dispose: that would wait for a callback which may be waiting for us.
    static IObservable<Unit> Fired(CancellationToken token) => Observable.Create<Unit>(observer =>
    {
        var told = token.UnsafeRegister(static observer => ((IObserver<Unit>)observer!).OnNext(Unit.Default), observer);
        return () => told.Unregister();
    });
}
