namespace Kratos.Reactive;

/// <summary>What a stream does while nothing happens on it: it answers at last, it shows that it is alive, and in the end it is ended. One timer, set anew only when it rings: messages cost nothing but a look at the clock.</summary>
sealed class StreamPulse : IDisposable
{
    readonly TimeProvider time;
    readonly HttpStreamOptions options;
    readonly Action wake;
    readonly Action<Error> cut;
    readonly Alarm alarm;
    readonly long opened;
    long sent;
    long heard;
    bool begun;     // something was sent

    /// <param name="env">The clock.</param>
    /// <param name="options">The limits.</param>
    /// <param name="wake">Called when it is time to answer, or for a sign of life.</param>
    /// <param name="cut">Called when the stream was idle for too long.</param>
    internal StreamPulse(Env env, HttpStreamOptions options, Action wake, Action<Error> cut)
    {
        (time, this.options, this.wake, this.cut) = (env.Time, options, wake, cut);
        opened = sent = heard = time.GetTimestamp();
        alarm = new(time, static self => ((StreamPulse)self).Rang(), this);
    }

    internal static Error Idle { get; } = Error.GatewayTimeout("STREAM_IDLE", "the stream was ended, since no message had gone either way for too long");

    // A first message may come long before the answer would have begun without one: its silence is counted too.
    internal void Begin() => Set(Min(options.OpenAfter, Min(options.Heartbeat, options.IdleTimeout)));

    /// <summary>A message went either way.</summary>
    internal void Message()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref sent, now);
        Volatile.Write(ref heard, now);
        Volatile.Write(ref begun, true);
    }

    /// <summary>Something was sent that is no message.</summary>
    internal void Sign()
    {
        Volatile.Write(ref sent, time.GetTimestamp());
        Volatile.Write(ref begun, true);
    }

    public void Dispose() => alarm.Dispose();

    void Rang()
    {
        var now = time.GetTimestamp();
        var idle = Left(options.IdleTimeout, heard, now);
        if (idle <= TimeSpan.Zero)
        {
            cut(Idle);
            return;
        }

        var next = Volatile.Read(ref begun) ? Left(options.Heartbeat, sent, now) : Left(options.OpenAfter, opened, now);
        if (next <= TimeSpan.Zero)
        {
            wake();
            next = options.Heartbeat;
        }
        else if (!Volatile.Read(ref begun)) next = Min(next, options.Heartbeat);

        Set(Min(next, idle));
    }

    TimeSpan Left(TimeSpan limit, long since, long now) => limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : limit - time.GetElapsedTime(since, now);

    void Set(TimeSpan span)
    {
        if (span != Timeout.InfiniteTimeSpan && span != TimeSpan.MaxValue) alarm.Set(span);
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a == Timeout.InfiniteTimeSpan ? b : b == Timeout.InfiniteTimeSpan || a < b ? a : b;
}
