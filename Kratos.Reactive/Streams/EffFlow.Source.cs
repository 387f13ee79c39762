namespace Kratos.Reactive;

// What comes in: values and the end of the source, and a failure from anywhere.
sealed partial class EffFlow<A, B> : IObserver<A>
{
    public void OnNext(A value)
    {
        var (fate, dropped, passed) = (Fate.Kept, 0L, false);
        Work? replaced = null;
        lock (gate)
        {
            if (over || sourceEnded || failure is not null) return;
            if (busy == WhenBusy.Replace && newest is { Replaced: false })
            {
                replaced = newest;
                replaced.Replaced = true;
            }

            passed = busy == WhenBusy.Pass && running + waiting.Count > 0;
            if (!passed) fate = waiting.Add(value);
            dropped = waiting.Dropped;
            if (fate == Fate.Refused) failure = waiting.Limits.Overflowed;
        }

        if (passed) Drops.Count("busy");
        replaced?.Stop!.Tell(env);
        if (fate == Fate.Refused) Stop();
        else if (fate == Fate.Dropped && busy == WhenBusy.Wait) waiting.Limits.Tell(dropped, env);
        Move();
    }

    public void OnError(Exception error) => Fail(Error.From(error));

    public void OnCompleted()
    {
        lock (gate) sourceEnded = true;
        Move();
    }

    void Fail(Error error)
    {
        bool late;
        lock (gate)
        {
            late = over;
            if (!late) failure = failure?.And(error) ?? error;
        }

        if (late && !error.Is(Error.Cancelled)) env.Unhandled(error);
        if (late) return;
        Stop();
        Move();
    }

    void Stop()
    {
        bool opened;
        lock (gate) waiting.Clear(out opened);
        held.Dispose();
        stop.Tell(env);
        if (opened) waiting.Open();
    }
}
