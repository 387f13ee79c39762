namespace Kratos.Reactive;

/// <summary>One subscriber of a shared source. It is told that something changed, and reads what is there now: so it never goes back.</summary>
sealed class SharedWatcher<A>(SharedConnection<A> connection, IObserver<A> observer) : IDisposable
{
    const int Idle = 0, Telling = 1, Again = 2;

    IObserver<A>? observer = observer;      // null: it left, or was given the end
    long heard;
    int state = Again;      // the subscriber's own thread tells what is there already; changes until then are only noted

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

    internal void Changed()
    {
        if (Interlocked.Exchange(ref state, Again) != Idle) return;      // whoever is telling now looks once more
        try
        {
            Tell();
        }
        catch (Exception e)
        {
            Dispose();
            connection.Env.Unhandled(Error.From(e));
        }
    }

    // Only one thread is here at a time. After a throw the state stays as it is: nobody comes here again.
    void Tell()
    {
        do
        {
            Interlocked.Exchange(ref state, Telling);
            var now = connection.State;
            if (now.Count > heard)
            {
                heard = now.Count;
                Volatile.Read(ref observer)?.OnNext(now.Value);
            }

            if (now.Ended) End(now.Failure);
        }
        while (Interlocked.CompareExchange(ref state, Idle, Telling) != Telling);
    }

    void End(Error? failure)
    {
        if (Interlocked.Exchange(ref observer, null) is not { } to) return;
        connection.Left(this);
        if (failure is null) to.OnCompleted();
        else to.OnError(new ErrorException(failure));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref observer, null) is null) return;
        connection.Left(this);
    }
}
