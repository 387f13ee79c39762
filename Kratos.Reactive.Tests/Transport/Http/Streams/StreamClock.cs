namespace Kratos.Reactive.Tests;

/// <summary>A clock that a test moves while a server works on it, on threads of its own.</summary>
sealed class StreamClock : IScheduler
{
    readonly Lock gate = new();
    readonly PriorityQueue<Action, (DateTimeOffset Due, int Place)> queue = new();
    DateTimeOffset now = DateTimeOffset.UnixEpoch;
    int waits;

    public DateTimeOffset Now { get { lock (gate) return now; } }

    /// <summary>How much was put on it so far.</summary>
    internal int Waits { get { lock (gate) return waits; } }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Schedule(state, Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => Schedule(state, Now + (dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero), action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var held = new SingleAssignmentDisposable();
        lock (gate) queue.Enqueue(() => { if (!held.IsDisposed) held.Disposable = action(this, state); }, (dueTime < now ? now : dueTime, waits++));
        return held;
    }

    /// <summary>Runs what is due up to then, in its order and at its instant.</summary>
    internal void AdvanceBy(TimeSpan span)
    {
        var to = Now + span;
        while (Next(to) is { } action) action();
    }

    Action? Next(DateTimeOffset to)
    {
        lock (gate)
        {
            if (!queue.TryPeek(out _, out var first) || first.Due > to)
            {
                now = to;
                return null;
            }

            now = first.Due;
            return queue.Dequeue();
        }
    }
}
