namespace Kratos.Reactive;

/// <summary>A series of waits between tries, for <c>Retry</c> and <c>Repeat</c>. Immutable; chance and the clock come from the environment of the run.</summary>
/// <remarks>A schedule of n waits makes n + 1 runs. <c>a &amp; b</c> goes on while both do, and waits the longer; <c>a | b</c> goes on while either does, and waits the shorter.
/// <see cref="Timeout.InfiniteTimeSpan"/> is the longest wait there is.</remarks>
public sealed class Schedule
{
    readonly Func<Env, IEnumerable<TimeSpan>> waits;

    Schedule(Func<Env, IEnumerable<TimeSpan>> waits) => this.waits = waits;

    /// <summary>No wait, for ever.</summary>
    public static Schedule Forever { get; } = Spaced(TimeSpan.Zero);

    /// <summary>No wait, <paramref name="times"/> times; not at all for zero or less.</summary>
    public static Schedule Recurs(int times) => new(_ => Enumerable.Repeat(TimeSpan.Zero, Math.Max(0, times)));

    /// <summary>The same wait, for ever. Less than zero is zero.</summary>
    public static Schedule Spaced(TimeSpan wait) => new(_ => Series.Endless(Series.Wait(wait)));

    /// <summary>Waits that grow from <paramref name="first"/> by <paramref name="factor"/> (2 unless given, at least 1) and never exceed <paramref name="longest"/> (one hour unless given), for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is less than 1: a wait that shrinks is a loop without one.</exception>
    public static Schedule Exponential(TimeSpan first, double factor = 2, TimeSpan? longest = null) => factor >= 1
        ? new(_ => Series.Growing(Series.Wait(first), factor, Series.Wait(longest ?? TimeSpan.FromHours(1))))
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "the factor is at least 1");

    /// <summary>Each wait multiplied by chance, evenly between 1 - <paramref name="share"/> and 1 + <paramref name="share"/> (0.5 unless given, from 0 to 1), so that many clients do not come back together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public Schedule Jitter(double share = 0.5) => share is >= 0 and <= 1
        ? new(env => waits(env).Select(wait => Series.Scale(wait, 1 + (share * ((2 * env.Random.NextDouble()) - 1)))))
        : throw new ArgumentOutOfRangeException(nameof(share), share, "the share is from 0 to 1");

    /// <summary>Goes on until <paramref name="total"/> has passed since the first run began: no wait is begun that would end later.</summary>
    public Schedule UpTo(TimeSpan total) => new(env => Series.Until(waits(env), env.Time, env.Time.GetTimestamp(), total));

    /// <summary>The same, and for ever: a used-up one goes on with its last wait; one that has none, with 1 s. What it throws is told to <see cref="Env.Unhandled"/>, and it is used up.</summary>
    internal Schedule Lasting() => new(env => Series.Lasting(waits(env), env));

    /// <summary>The waits, as a run in <paramref name="env"/> would see them: for tests and for printing. May be endless.</summary>
    public IEnumerable<TimeSpan> Waits(Env env) => waits(env);

    /// <summary>Both: goes on while both do, and waits the longer.</summary>
    public static Schedule operator &(Schedule a, Schedule b) => new(env => a.waits(env).Zip(b.waits(env), static (x, y) => Series.IsLonger(x, y) ? x : y));

    /// <summary>Either: goes on while one does, and waits the shorter.</summary>
    public static Schedule operator |(Schedule a, Schedule b) => new(env => Series.Either(a.waits(env), b.waits(env)));
}
