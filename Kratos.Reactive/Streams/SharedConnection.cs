using System.Collections.Immutable;

namespace Kratos.Reactive;

/// <summary>What a connection has come to: the count of values, the last one, and the end. Immutable.</summary>
sealed record SharedState<A>(long Count, A Value, bool Ended, Error? Failure);

/// <summary>One subscription to a shared source, and those who hear it.</summary>
sealed class SharedConnection<A>(SharedLatest<A> shared) : IObserver<A>, IDisposable
{
    readonly Lock gate = new();
    readonly SingleAssignmentDisposable held = new();
    SharedState<A> state = new(0, default!, false, null);
    ImmutableArray<SharedWatcher<A>> watchers = [];

    internal SharedState<A> State => Volatile.Read(ref state);

    internal Env Env => shared.Env;

    internal void Connect(IObservable<A> source)
    {
        try
        {
            held.Disposable = source.Subscribe(this);
        }
        catch (Exception e)
        {
            OnError(e);
        }
    }

    internal void Join(SharedWatcher<A> watcher)
    {
        lock (gate) watchers = watchers.Add(watcher);
    }

    /// <summary>True when the last one left.</summary>
    internal bool Leave(SharedWatcher<A> watcher)
    {
        lock (gate)
        {
            watchers = watchers.Remove(watcher);
            return watchers.IsEmpty;
        }
    }

    internal void Left(SharedWatcher<A> watcher) => shared.Leave(this, watcher);

    public void OnNext(A value) => Change(was => was with { Count = was.Count + 1, Value = value });

    public void OnError(Exception error) => End(Error.From(error));

    public void OnCompleted() => End(null);

    public void Dispose() => held.Dispose();

    void End(Error? failure)
    {
        shared.Ended(this);
        held.Dispose();
        Change(was => was with { Ended = true, Failure = failure });
    }

    void Change(Func<SharedState<A>, SharedState<A>> change)
    {
        ImmutableArray<SharedWatcher<A>> told;
        lock (gate)
        {
            if (state.Ended) return;
            Volatile.Write(ref state, change(state));
            told = watchers;        // who joins later sees the new state by itself
        }

        foreach (var watcher in told) watcher.Changed();
    }
}
