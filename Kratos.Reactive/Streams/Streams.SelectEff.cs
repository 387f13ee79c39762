namespace Kratos.Reactive;

public static partial class Streams
{
    /// <summary>Runs an effect for each value and gives what it gives: one after another, or up to <paramref name="atOnce"/> side by side, then in the order in which they end.</summary>
    /// <remarks>
    /// <para>Values that come meanwhile wait, within <paramref name="waiting"/> (<see cref="Backpressure.Default"/> unless given). In a streaming call, <see cref="Overflow.Wait"/> lets the next message be read only while
    /// there is room.</para>
    /// <para>The first failure, of an effect or of the source, tells the effects that run to stop and gives up what waits; when all have ended, releases included, the stream ends in an <see cref="ErrorException"/> with every failure.
    /// The environment's token ends it likewise, in <see cref="Error.Cancelled"/>. Disposing tells them to stop and does not wait; what fails after that goes to <see cref="Env.Unhandled"/>.
    /// An observer that throws is left, and <see cref="Env.Unhandled"/> is told.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atOnce"/> is less than 1.</exception>
    public static IObservable<B> SelectEff<A, B>(this IObservable<A> source, Func<A, Eff<B>> f, Env env, int atOnce = 1, Backpressure? waiting = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        return Flow(source, f, env, WhenBusy.Wait, atOnce, waiting ?? Backpressure.Default);
    }

    /// <summary>Runs an effect for the latest value: a newer one tells the effect that runs to stop, and begins once it has ended, releases included. So never more than one runs, and what was overtaken gives nothing.</summary>
    /// <remarks>Failures, the token, disposal and observers that throw are as with <see cref="SelectEff"/>; that an effect was overtaken is no failure.</remarks>
    public static IObservable<B> SelectEffLatest<A, B>(this IObservable<A> source, Func<A, Eff<B>> f, Env env) =>
        Flow(source, f, env, WhenBusy.Replace, 1, Latest);

    /// <summary>Runs an effect for a value that comes while none runs; values that come while one does are passed over (counted in <c>kratos.stream.dropped</c> as <c>busy</c>).</summary>
    /// <remarks>Failures, the token, disposal and observers that throw are as with <see cref="SelectEff"/>.</remarks>
    public static IObservable<B> SelectEffIfIdle<A, B>(this IObservable<A> source, Func<A, Eff<B>> f, Env env) =>
        Flow(source, f, env, WhenBusy.Pass, 1, Latest);

    static Backpressure Latest { get; } = new(1, Overflow.DropOldest);

    static IObservable<B> Flow<A, B>(IObservable<A> source, Func<A, Eff<B>> f, Env env, WhenBusy busy, int atOnce, Backpressure limits) =>
        Observable.Create<B>(observer => new EffFlow<A, B>(f, env, busy, atOnce, limits, observer).Begin(source));
}
