namespace Kratos.Reactive;

/// <summary>The words that effects are written with. <c>using static Kratos.Reactive.Prelude;</c></summary>
public static partial class Prelude
{
    /// <summary>An effect that gives <paramref name="value"/>.</summary>
    public static Eff<A> SuccessEff<A>(A value) => new PureEff<A>(value);

    /// <summary>An effect that fails.</summary>
    public static Eff<A> FailEff<A>(Error error) => new FailEff<A>(error);

    /// <summary>An effect that does nothing and gives nothing.</summary>
    public static Eff<Unit> unitEff { get; } = new PureEff<Unit>(Unit.Default);

    /// <summary>The environment of the run.</summary>
    public static Eff<Env> envEff { get; } = new LiftEnvEff<Env>(static env => env);

    /// <summary>The time on the run's clock.</summary>
    public static Eff<DateTimeOffset> now { get; } = new LiftEnvEff<DateTimeOffset>(static env => env.Time.GetUtcNow());

    /// <summary>Waits for a span of the run's clock: not at all for zero or less, until told to stop for <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static Eff<Unit> yieldFor(TimeSpan span) => new SleepEff(span);

    /// <summary>Nothing when <paramref name="holds"/>, else the failure.</summary>
    public static Eff<Unit> guard(bool holds, Error error) => holds ? unitEff : new FailEff<Unit>(error);

    /// <summary>The effect when <paramref name="holds"/>, else nothing.</summary>
    public static Eff<Unit> when(bool holds, Eff<Unit> then) => holds ? then : unitEff;

    /// <summary>For <c>effect | @catch(...)</c>: the failures that <paramref name="when"/> is true of.</summary>
    public static CatchError<A> @catch<A>(Func<Error, bool> when, Func<Error, Eff<A>> then) => new(when, then);

    /// <summary>For <c>effect | @catch(...)</c>: the failures with the code and reason of <paramref name="error"/>.</summary>
    public static CatchError<A> @catch<A>(Error error, Func<Error, Eff<A>> then) => new(error.Is, then);

    /// <summary>For <c>effect | @catch(...)</c>: any failure.</summary>
    public static CatchError<A> @catch<A>(Func<Error, Eff<A>> then) => new(static _ => true, then);

    /// <summary>What the environment carries under <paramref name="key"/>; a failure (500 <c>NOT_IN_ENV</c>) when it carries nothing there.</summary>
    public static Eff<A> ask<A>(EnvKey<A> key) where A : notnull => new LiftFinEff<A>(env =>
        env.TryFind(key, out var value) ? Fin<A>.Succ(value) : Fin<A>.Fail(Error.Internal("NOT_IN_ENV", $"the environment carries no {key} here")));

    /// <summary>What the environment carries under <paramref name="key"/>, or else <paramref name="otherwise"/>.</summary>
    public static Eff<A> ask<A>(EnvKey<A> key, A otherwise) where A : notnull => new LiftEnvEff<A>(env => env.TryFind(key, out var value) ? value : otherwise);

    /// <summary>The effect in a changed environment.</summary>
    public static Eff<A> local<A>(Func<Env, Env> change, Eff<A> effect) => new LocalEff<A>(change, effect);

    /// <summary>The effect, which cannot be cut between its steps once it began; its leaves still see the token. An <c>await</c> of it runs it even after the token fired.</summary>
    public static Eff<A> uninterruptible<A>(Eff<A> effect) => new MaskEff<A>(effect);

    /// <summary>Starts the effect beside the present run, which owns it: it is stopped and waited for when the run ends.</summary>
    /// <remarks>A fork's failure is never silent: it goes to whoever waits in <see cref="Fork{A}.Join"/>; when nobody does, it cuts the run that owns the fork, which ends in that failure.
    /// The run is what <c>RunAsync</c>, <c>Timeout</c>, <c>awaitAll</c>, <c>awaitAny</c> or another fork started.</remarks>
    public static Eff<Fork<A>> fork<A>(Eff<A> effect) => new ForkEff<A>(effect);

    /// <summary>All of them side by side, and all values in order. The first failure stops the others; all are waited for, and every failure is kept.</summary>
    public static Eff<IReadOnlyList<A>> awaitAll<A>(params IReadOnlyList<Eff<A>> effects) => new AllEff<A>([.. effects]);

    /// <summary>All of them side by side, and the first value. It stops the others, which are waited for. It fails when all fail, with every failure.</summary>
    /// <remarks>A loser that fails while it is being stopped (a release, say) is told to the environment's <see cref="Env.Unhandled"/>: the winner's value is the answer.</remarks>
    public static Eff<A> awaitAny<A>(params IReadOnlyList<Eff<A>> effects) => new AnyEff<A>([.. effects]);
}
