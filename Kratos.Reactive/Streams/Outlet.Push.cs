namespace Kratos.Reactive;

sealed partial class Outlet<A>
{
    int lent;       // the thread that may be held, while it subscribes

    public void OnNext(A value)
    {
        Fate fate;
        bool wake;
        long dropped;
        lock (gate)
        {
            if (ended) return;
            while ((fate = waiting.Add(value)) == Fate.Refused && lent == Environment.CurrentManagedThreadId)
            {
                Monitor.Wait(gate);
                if (ended) return;
            }

            if (fate == Fate.Refused) (ended, failure) = (true, waiting.Limits.Overflowed);
            dropped = waiting.Dropped;
            wake = Wakes();
        }

        if (fate == Fate.Refused) Release();
        else if (fate == Fate.Dropped) waiting.Limits.Tell(dropped, env);
        if (wake) pull.SetResult(true);
    }

    public void OnError(Exception error) => End(Error.From(error));

    public void OnCompleted() => End(null);

    void Begin()
    {
        begun = true;
        told = env.Token.UnsafeRegister(static self => ((Outlet<A>)self!).Leave(Error.Cancelled), this);
        if (lends && env.Scheduler.AsLongRunning() is { } threads) threads.ScheduleLongRunning(this, static (self, _) => self.Lend());
        else Subscribe();
    }

    void Lend()
    {
        lock (gate) lent = Environment.CurrentManagedThreadId;
        Subscribe();
        lock (gate) lent = 0;
    }

    void Subscribe()
    {
        if (Volatile.Read(ref ended)) return;
        try
        {
            held.Disposable = source(env).Subscribe(this);
        }
        catch (Exception e)
        {
            var error = Error.From(e);
            if (!End(error)) env.Unhandled(error);      // it had given its end before it threw
        }
    }

    // The source ended: what waits is still to be taken.
    bool End(Error? error)
    {
        bool wake;
        lock (gate)
        {
            if (ended) return false;
            (ended, failure) = (true, error);
            wake = Wakes();
        }

        Release();
        if (wake) pull.SetResult(false);
        return true;
    }

    // The consumer left, or was told to: what waits is given up.
    void Leave(Error? error)
    {
        bool wake, opened;
        lock (gate)
        {
            (ended, failure) = (true, error);
            waiting.Clear(out opened);
            Monitor.PulseAll(gate);
            wake = Wakes();
        }

        Release();
        if (opened) waiting.Open();
        if (wake) pull.SetResult(false);
    }

    void Release()
    {
        held.Dispose();
        told.Unregister();
    }

    bool Wakes()
    {
        var was = pulled;
        pulled = false;
        return was;
    }
}
