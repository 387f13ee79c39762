using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>A scheduler that notes each wait once it is scheduled: so a test moves the clock not before somebody waits on it.</summary>
sealed class NotedWaits(IScheduler inner) : IScheduler
{
    readonly ConcurrentQueue<TimeSpan> waits = new();

    public DateTimeOffset Now => inner.Now;

    internal Task Until(TimeSpan wait, int times = 1) => Eventually.True(() => waits.Count(one => one == wait) >= times, $"somebody to wait {wait}, {times} times");

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => inner.Schedule(state, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var scheduled = inner.Schedule(state, dueTime, action);
        waits.Enqueue(dueTime);
        return scheduled;
    }

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) => inner.Schedule(state, dueTime, action);
}
