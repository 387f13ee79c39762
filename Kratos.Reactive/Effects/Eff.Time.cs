namespace Kratos.Reactive;

public abstract partial class Eff<A>
{
    /// <summary>Ends in <see cref="Error.TimedOut"/> at the instant <paramref name="after"/> from its start, or at the environment's deadline if that is earlier; inside, the deadline is that instant.</summary>
    /// <remarks>The work is told to stop at that instant, and is not waited for: what it still does (its releases) goes on by itself, and if that fails the environment's
    /// <see cref="Env.Unhandled"/> is told. <see cref="Timeout.InfiniteTimeSpan"/> is no limit. When the caller leaves, the work is told and waited for as ever.</remarks>
    public Eff<A> Timeout(TimeSpan after) => new TimeoutEff<A>(this, after, TimeSpan.Zero);

    /// <summary>Like <see cref="Timeout"/>, but waits up to <paramref name="grace"/> for the work to give back what it holds, and keeps a failure of that.</summary>
    public Eff<A> TimeoutThen(TimeSpan after, TimeSpan grace) => new TimeoutEff<A>(this, after, grace);

    /// <summary>Runs at once; while it fails, waits as <paramref name="schedule"/> says and runs again. When the schedule is used up, the last failure. A cancellation is not tried again.</summary>
    public Eff<A> Retry(Schedule schedule) => new RetryEff<A>(this, schedule, static _ => true);

    /// <summary>Like <see cref="Retry(Schedule)"/>, for the failures that <paramref name="when"/> is true of.</summary>
    public Eff<A> Retry(Schedule schedule, Func<Error, bool> when) => new RetryEff<A>(this, schedule, when);

    /// <summary>Runs at once; while it succeeds, waits as <paramref name="schedule"/> says and runs again. When the schedule is used up, the last value. A failure ends it.</summary>
    public Eff<A> Repeat(Schedule schedule) => new RepeatEff<A>(this, schedule);

    /// <summary>Then, however it ended, <paramref name="after"/>: see <see cref="Finally(Func{Fin{A}, Eff{Unit}})"/>.</summary>
    public Eff<A> Finally(Eff<Unit> after) => new FinallyEff<A>(this, _ => after, null);

    /// <summary>Then, however it ended (a cancellation too), what <paramref name="after"/> makes of the end. Both failures are kept when it fails as well.</summary>
    /// <remarks>It cannot be cut: it runs with a token of its own, which fires after 30 s of waiting and means "close now".</remarks>
    public Eff<A> Finally(Func<Fin<A>, Eff<Unit>> after) => new FinallyEff<A>(this, after, null);
}
