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

    internal IObservable<ConnectionState> Told => told.AsObservable();

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

            try
            {
                told.OnNext(next);
                if (next == ConnectionState.Shutdown) told.OnCompleted();
            }
            catch (Exception e)
            {
                unhandled(Error.From(e));       // an observer's own
            }

            lock (gate) telling = false;
        }
    }
}
