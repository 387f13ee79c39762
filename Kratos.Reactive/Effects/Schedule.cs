namespace Kratos.Reactive;

/// <summary>A series of waits between tries, for <c>Retry</c> and <c>Repeat</c>. Immutable; chance and the clock come from the environment of the run.</summary>
/// <remarks>A schedule of n waits makes n + 1 runs. <c>a &amp; b</c> goes on while both do, and waits the longer; <c>a | b</c> goes on while either does, and waits the shorter.</remarks>
public sealed class Schedule
{
    readonly Func<Env, IEnumerable<TimeSpan>> waits;

    Schedule(Func<Env, IEnumerable<TimeSpan>> waits) => this.waits = waits;

    /// <summary>No wait, for ever.</summary>
    public static Schedule Forever { get; } = Spaced(TimeSpan.Zero);

    /// <summary>No wait, <paramref name="times"/> times.</summary>
    public static Schedule Recurs(int times) => new(_ => Enumerable.Repeat(TimeSpan.Zero, Math.Max(0, times)));

    /// <summary>The same wait, for ever.</summary>
    public static Schedule Spaced(TimeSpan wait) => new(_ => Endless(wait));

    /// <summary>Waits that grow from <paramref name="first"/> by <paramref name="factor"/> (2 unless given) and never exceed <paramref name="longest"/> (one hour unless given), for ever.</summary>
    public static Schedule Exponential(TimeSpan first, double factor = 2, TimeSpan? longest = null) =>
        new(_ => Growing(first, factor, longest ?? TimeSpan.FromHours(1)));

    /// <summary>Each wait multiplied by chance, evenly between 1 - <paramref name="share"/> and 1 + <paramref name="share"/> (0.5 unless given), so that many clients do not come back together.</summary>
    public Schedule Jitter(double share = 0.5) =>
        new(env => waits(env).Select(wait => wait * (1 + (share * ((2 * env.Random.NextDouble()) - 1)))));

    /// <summary>Goes on until <paramref name="total"/> has passed since it began: no wait is begun that would end later.</summary>
    public Schedule UpTo(TimeSpan total) => new(env => Until(waits(env), env, total));

    /// <summary>The waits, as a run in <paramref name="env"/> would see them: for tests and for printing. May be endless.</summary>
    public IEnumerable<TimeSpan> Waits(Env env) => waits(env);

    /// <summary>Both: goes on while both do, and waits the longer.</summary>
    public static Schedule operator &(Schedule a, Schedule b) => new(env => a.waits(env).Zip(b.waits(env), static (x, y) => x > y ? x : y));

    /// <summary>Either: goes on while one does, and waits the shorter.</summary>
    public static Schedule operator |(Schedule a, Schedule b) => new(env => Either(a.waits(env), b.waits(env)));

    static IEnumerable<TimeSpan> Endless(TimeSpan wait)
    {
        while (true) yield return wait;
    }

    static IEnumerable<TimeSpan> Growing(TimeSpan first, double factor, TimeSpan longest)
    {
        for (var wait = first; ; wait = wait * factor < longest ? wait * factor : longest) yield return wait < longest ? wait : longest;
    }

    static IEnumerable<TimeSpan> Until(IEnumerable<TimeSpan> waits, Env env, TimeSpan total)
    {
        var start = env.Time.GetUtcNow();
        foreach (var wait in waits)
        {
            if (env.Time.GetUtcNow() - start + wait > total) yield break;
            yield return wait;
        }
    }

    static IEnumerable<TimeSpan> Either(IEnumerable<TimeSpan> a, IEnumerable<TimeSpan> b)
    {
        using var first = a.GetEnumerator();
        using var second = b.GetEnumerator();
        while (true)
        {
            var (one, two) = (first.MoveNext(), second.MoveNext());
            if (!one && !two) yield break;
            yield return one && two ? (first.Current < second.Current ? first.Current : second.Current) : one ? first.Current : second.Current;
        }
    }
}
