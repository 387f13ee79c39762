namespace Kratos.Reactive;

/// <summary>Lets every reader of a <see cref="TimeProvider"/> run on an Rx scheduler, so that there is one clock, not two.</summary>
/// <remarks>What is measured by timestamps is not moved by whoever sets the clock, where the scheduler has a stopwatch. A periodic timer schedules its next tick before it calls back, so that the callback may change or dispose it.</remarks>
sealed class SchedulerTimeProvider(IScheduler scheduler) : TimeProvider
{
    readonly long origin = scheduler.Now.UtcTicks;
    readonly IStopwatch stopwatch = scheduler.StartStopwatch();

    public override DateTimeOffset GetUtcNow() => scheduler.Now;

    public override long GetTimestamp() => origin + stopwatch.Elapsed.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Timer(IScheduler scheduler, TimerCallback callback, object? state) : ITimer
    {
        readonly SerialDisposable pending = new();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            NotNegative(dueTime, nameof(dueTime));
            NotNegative(period, nameof(period));
            if (pending.IsDisposed) return false;
            // In its place before it is scheduled: a tick that comes at once must not have its successor overwritten.
            var next = new SingleAssignmentDisposable();
            pending.Disposable = next;
            if (dueTime != Timeout.InfiniteTimeSpan) next.Disposable = scheduler.Schedule(dueTime, () => Fire(period));
            return true;
        }

        void Fire(TimeSpan period)
        {
            if (period > TimeSpan.Zero) Change(period, period);
            callback(state);
        }

        static void NotNegative(TimeSpan span, string name)
        {
            if (span != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        }

        public void Dispose() => pending.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
