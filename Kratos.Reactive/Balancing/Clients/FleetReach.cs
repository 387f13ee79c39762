namespace Kratos.Reactive;

/// <summary>Whether a node can be reached, as its calls found. One that cannot be is avoided for a while, longer each time; then one call tries, while the others still avoid it.</summary>
sealed class FleetReach(Schedule schedule, FleetHorizon horizon, Env env)
{
    readonly Lock gate = new();
    readonly Waits waits = new(schedule, env);
    TimeSpan wait;
    long failed;    // the last time that counts, in ticks of UTC
    long until;     // 0: it can be reached, as far as is known

    /// <summary>It is avoided until then, if that is to come.</summary>
    internal long Until => Volatile.Read(ref until);

    /// <summary>A call goes to it. If it is the first after a failure, it goes alone.</summary>
    internal void Trying(long now)
    {
        if (Until == 0) return;
        lock (gate)
            if (until > 0) Avoid(Math.Max(until, now + wait.Ticks));
    }

    /// <summary>A call that began then found no connection, or was not taken. One that began before the last one found that tells nothing new.</summary>
    internal void Failed(long began)
    {
        lock (gate)
        {
            if (began <= failed) return;
            (failed, wait) = (env.Time.GetUtcNow().UtcTicks, waits.Next());
            Avoid(failed + wait.Ticks);
        }
    }

    /// <summary>It answered.</summary>
    internal void Reached()
    {
        if (Until == 0) return;
        lock (gate)
        {
            waits.Begin();
            Volatile.Write(ref until, 0);
        }
    }

    void Avoid(long then)
    {
        Volatile.Write(ref until, then);
        horizon.Reach(then);
    }
}
