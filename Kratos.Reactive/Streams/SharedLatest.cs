namespace Kratos.Reactive;

/// <summary>A source that is shared: it knows the present connection, if there is one.</summary>
sealed class SharedLatest<A>(IObservable<A> source, Env env, TimeSpan linger) : IObservable<A>
{
    readonly Lock gate = new();
    SharedConnection<A>? present;
    SingleAssignmentDisposable? lingering;      // the timer of a connection that nobody hears

    internal Env Env => env;

    public IDisposable Subscribe(IObserver<A> observer)
    {
        SingleAssignmentDisposable? timer;
        SharedWatcher<A> watcher;
        SharedConnection<A>? connected = null;
        lock (gate)
        {
            (timer, lingering) = (lingering, null);
            if (present is null) connected = present = new(this);
            watcher = new(present, observer);
            present.Join(watcher);
        }

        timer?.Dispose();
        watcher.Begin();
        connected?.Connect(source);
        return watcher;
    }

    internal void Leave(SharedConnection<A> connection, SharedWatcher<A> watcher)
    {
        var timer = new SingleAssignmentDisposable();
        lock (gate)
        {
            if (!connection.Leave(watcher) || !ReferenceEquals(present, connection)) return;
            if (linger == TimeSpan.Zero) present = null;
            else lingering = timer;
        }

        if (linger == TimeSpan.Zero) connection.Dispose();
        else timer.Disposable = env.Scheduler.Schedule((Self: this, connection, timer), linger, static (IScheduler _, (SharedLatest<A> Self, SharedConnection<A> Of, SingleAssignmentDisposable Timer) left) =>
        {
            left.Self.Abandon(left.Of, left.Timer);
            return Disposable.Empty;
        });
    }

    /// <summary>The connection has ended: whoever comes now needs another.</summary>
    internal void Ended(SharedConnection<A> connection)
    {
        SingleAssignmentDisposable? timer;
        lock (gate)
        {
            if (!ReferenceEquals(present, connection)) return;
            (present, timer, lingering) = (null, lingering, null);
        }

        timer?.Dispose();
    }

    void Abandon(SharedConnection<A> connection, SingleAssignmentDisposable timer)
    {
        lock (gate)
        {
            if (!ReferenceEquals(lingering, timer)) return;
            (present, lingering) = (null, null);
        }

        connection.Dispose();
    }
}
