namespace Kratos.Reactive.Tests;

/// <summary>A clock that a test moves while a server works on it.</summary>
sealed class StreamClock : HistoricalScheduler
{
    int waits;

    internal StreamClock() => AdvanceTo(DateTimeOffset.UnixEpoch);

    /// <summary>How much was put on it so far.</summary>
    internal int Waits => Volatile.Read(ref waits);

    public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        lock (this)
        {
            var scheduled = base.ScheduleAbsolute(state, dueTime, action);
            Interlocked.Increment(ref waits);
            return scheduled;
        }
    }

    protected override IScheduledItem<DateTimeOffset>? GetNext()
    {
        lock (this) return base.GetNext();
    }
}
