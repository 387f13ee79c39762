using System.Reactive.Subjects;

namespace Kratos.Reactive;

/// <summary>Tells a state that changes on any thread: in order, each change once, and nobody under a lock.</summary>
sealed class ToldState
{
    readonly ReplaySubject<ConnectionState> told = new(1);
    readonly Action<Error> unhandled;
    readonly Queue<ConnectionState> toTell = new();
    ConnectionState last;
    bool telling;

    internal ToldState(ConnectionState first, Action<Error> unhandled)
    {
        (last, this.unhandled) = (first, unhandled);
        told.OnNext(first);
    }

    // Each by itself: what one observer throws, the others do not see.
    internal IObservable<ConnectionState> Told => Observable.Create<ConnectionState>(observer =>
    {
        var left = new SingleAssignmentDisposable();
        left.Disposable = told.Subscribe(state => Try(() => observer.OnNext(state), left), observer.OnError, () => Try(observer.OnCompleted, left));
        return left;
    });

    /// <summary>Notes a change, under the owner's lock.</summary>
    internal void Set(ConnectionState state)
    {
        if (last == state) return;
        last = state;
        toTell.Enqueue(state);
    }

    /// <summary>Tells what was noted, outside of <paramref name="gate"/>, the owner's lock.</summary>
    internal void Tell(Lock gate)
    {
        while (true)
        {
            ConnectionState next;
            lock (gate)
            {
                if (telling || !toTell.TryDequeue(out next)) return;
                telling = true;
            }

            told.OnNext(next);
            if (next == ConnectionState.Shutdown) told.OnCompleted();
            lock (gate) telling = false;
        }
    }

    void Try(Action tell, IDisposable left)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            left.Dispose();
            unhandled(Error.From(e));
        }
    }
}
