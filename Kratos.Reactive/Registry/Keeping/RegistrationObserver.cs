namespace Kratos.Reactive;

/// <summary>One observer of registrations. Nothing waits for it: it is told on the scheduler, and up to 1,024 changes wait meanwhile. One that falls behind further, or throws, is left.</summary>
sealed class RegistrationObserver(IObserver<Registration> observer, Action<RegistrationObserver> leave, Env env) : IDisposable
{
    const int Most = 1024;

    readonly Lock gate = new();
    readonly Queue<Registration> waiting = new();
    bool telling, left;

    /// <summary>Something to tell, under the lock of the owner.</summary>
    internal void Note(Registration now)
    {
        lock (gate)
            if (!left) waiting.Enqueue(now);
    }

    internal void Tell()
    {
        bool behind;
        lock (gate)
        {
            behind = waiting.Count > Most;
            if (!behind && (telling || waiting.Count == 0)) return;
            telling = true;
        }

        if (!behind) env.Scheduler.Schedule(this, static (_, self) => self.TellAll());
        else if (End()) env.Unhandled(Error.TooManyRequests("OBSERVER_TOO_SLOW", $"an observer of registrations is {Most} changes behind: it is told no more"));
    }

    public void Dispose() => End();

    IDisposable TellAll()
    {
        while (true)
        {
            Registration? next;
            lock (gate)
                if (!(telling = waiting.TryDequeue(out next))) return Disposable.Empty;

            try
            {
                observer.OnNext(next!);
            }
            catch (Exception e)
            {
                End();
                env.Unhandled(Error.From(e));
            }
        }
    }

    bool End()
    {
        lock (gate)
        {
            if (left) return false;
            left = true;
            waiting.Clear();
        }

        leave(this);
        return true;
    }
}
