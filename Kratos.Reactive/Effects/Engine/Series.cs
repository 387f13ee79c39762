namespace Kratos.Reactive;

/// <summary>The arithmetic of waits: none is negative, and an infinite one is longer than any other.</summary>
static class Series
{
    internal static TimeSpan Wait(TimeSpan wait) => wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.Zero;

    internal static bool IsLonger(TimeSpan a, TimeSpan b) => b != Timeout.InfiniteTimeSpan && (a == Timeout.InfiniteTimeSpan || a > b);

    internal static TimeSpan Scale(TimeSpan wait, double by)
    {
        if (wait == Timeout.InfiniteTimeSpan) return wait;
        var ticks = wait.Ticks * by;
        return ticks < TimeSpan.MaxValue.Ticks ? new TimeSpan((long)ticks) : TimeSpan.MaxValue;
    }

    internal static IEnumerable<TimeSpan> Endless(TimeSpan wait)
    {
        while (true) yield return wait;
    }

    internal static IEnumerable<TimeSpan> Lasting(IEnumerable<TimeSpan> waits, Env env)
    {
        var last = TimeSpan.FromSeconds(1);
        using (var each = waits.GetEnumerator())
        {
            while (MovesOn(each, env)) yield return last = each.Current;
        }

        foreach (var same in Endless(last)) yield return same;
    }

    static bool MovesOn(IEnumerator<TimeSpan> waits, Env env)
    {
        var moves = false;
        env.Safely(() => moves = waits.MoveNext());
        return moves;
    }

    internal static IEnumerable<TimeSpan> Growing(TimeSpan first, double factor, TimeSpan longest)
    {
        for (var wait = first; ; wait = Scale(wait, factor))
        {
            if (!IsLonger(longest, wait))
            {
                foreach (var same in Endless(longest)) yield return same;
            }

            yield return wait;
        }
    }

    internal static IEnumerable<TimeSpan> Until(IEnumerable<TimeSpan> waits, TimeProvider time, long start, TimeSpan total)
    {
        foreach (var wait in waits)
        {
            var left = total - time.GetElapsedTime(start);
            if (total != Timeout.InfiniteTimeSpan && (left < TimeSpan.Zero || IsLonger(wait, left))) yield break;
            yield return wait;
        }
    }

    internal static IEnumerable<TimeSpan> Either(IEnumerable<TimeSpan> a, IEnumerable<TimeSpan> b)
    {
        using var first = a.GetEnumerator();
        using var second = b.GetEnumerator();
        while (true)
        {
            var (one, two) = (first.MoveNext(), second.MoveNext());
            if (!one && !two) yield break;
            yield return !two || (one && IsLonger(second.Current, first.Current)) ? first.Current : second.Current;
        }
    }
}
