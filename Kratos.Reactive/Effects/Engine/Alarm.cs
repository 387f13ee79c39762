namespace Kratos.Reactive;

/// <summary>Calls back once a span has passed, however long it is: the longest span that a system timer takes is about 49 days. A negative span is none.</summary>
sealed class Alarm : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    readonly Action<object> ring;
    readonly object state;
    readonly ITimer timer;
    TimeSpan left;

    internal Alarm(TimeProvider time, Action<object> ring, object state)
    {
        (this.ring, this.state) = (ring, state);
        timer = time.CreateTimer(static self => ((Alarm)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Counts from now. Set it again only after it rang.</summary>
    internal void Set(TimeSpan span)
    {
        var next = span < TimeSpan.Zero ? TimeSpan.Zero : span < Longest ? span : Longest;
        left = span - next;
        timer.Change(next, Timeout.InfiniteTimeSpan);
    }

    void Tick()
    {
        if (left > TimeSpan.Zero) Set(left);
        else ring(state);
    }

    public void Dispose() => timer.Dispose();
}
