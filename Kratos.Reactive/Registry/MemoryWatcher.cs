namespace Kratos.Reactive;

/// <summary>One subscriber of one service. It is told that something changed, and reads what is there now: so it can miss, but never go back.</summary>
sealed class MemoryWatcher(MemoryRegistry registry, string name, IObserver<IReadOnlyList<ServiceInstance>> observer) : IDisposable
{
    const int Idle = 0, Telling = 1, Again = 2;

    IObserver<IReadOnlyList<ServiceInstance>>? observer = observer;      // null: it left
    ValueList<ServiceInstance>? last;
    int state = Again;      // the subscriber's own thread tells the first snapshot; changes until then are only noted

    internal void Begin()
    {
        try
        {
            Tell();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal void Changed(Action<Error> unhandled)
    {
        if (Interlocked.Exchange(ref state, Again) != Idle) return;      // whoever is telling now looks once more
        try
        {
            Tell();
        }
        catch (Exception thrown)
        {
            Dispose();
            unhandled(Error.From(thrown));
        }
    }

    // Only one thread is here at a time. After a throw the state stays Telling for ever: nobody comes here again.
    void Tell()
    {
        do
        {
            Interlocked.Exchange(ref state, Telling);
            var present = registry.Present(name);
            if (present.Equals(last)) continue;
            last = present;
            Volatile.Read(ref observer)?.OnNext(present);
        }
        while (Interlocked.CompareExchange(ref state, Idle, Telling) != Telling);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref observer, null) is null) return;
        registry.Leave(name, this);
    }
}
