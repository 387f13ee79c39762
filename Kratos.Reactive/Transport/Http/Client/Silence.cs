namespace Kratos.Reactive;

/// <summary>Ends a call when nothing came or went on its stream for too long while somebody waited for it. One timer, set anew only when it rings.</summary>
sealed class Silence : IDisposable
{
    readonly TimeProvider time;
    readonly TimeSpan limit;
    readonly CallTime call;
    readonly Alarm alarm;
    long heard;
    bool awaited;

    internal Silence(Env env, TimeSpan limit, CallTime call)
    {
        (time, this.limit, this.call) = (env.Time, limit, call);
        heard = time.GetTimestamp();
        alarm = new(time, static self => ((Silence)self).Rang(), this);
        if (limit >= TimeSpan.Zero) alarm.Set(limit);
    }

    /// <summary>Something came, or went.</summary>
    internal void Broken() => Volatile.Write(ref heard, time.GetTimestamp());

    /// <summary>Somebody waits for what comes next.</summary>
    internal void Begin()
    {
        Broken();
        Volatile.Write(ref awaited, true);
    }

    /// <summary>Nobody waits: how long that takes is not the other side's doing.</summary>
    internal void End() => Volatile.Write(ref awaited, false);

    public void Dispose() => alarm.Dispose();

    void Rang()
    {
        var left = Volatile.Read(ref awaited) ? limit - time.GetElapsedTime(Volatile.Read(ref heard)) : limit;
        if (left > TimeSpan.Zero) alarm.Set(left);
        else call.End(Error.GatewayTimeout("IDLE", $"nothing came or went on the stream for {limit}"));
    }
}
