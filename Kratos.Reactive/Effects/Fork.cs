namespace Kratos.Reactive;

/// <summary>Work that runs beside the one that started it (see <c>fork</c>), and never outlives it.</summary>
public sealed class Fork<A> : IFork
{
    readonly Forks owner;
    readonly Env env;
    readonly CancelScope scope;
    readonly Lock gate = new();
    readonly TaskCompletionSource over = new();
    List<IListener<A>> listeners = [];
    Fin<A>? ended;

    internal Fork(Machine parent)
    {
        owner = parent.Forks;
        env = parent.Here;
        scope = new CancelScope(parent);
        Join = new JoinEff<A>(this);
        Cancel = new StopEff<A>(this);
    }

    /// <summary>Waits for its end: its value or its failure. May be asked for any number of times.</summary>
    public Eff<A> Join { get; }

    /// <summary>Tells it to stop, and waits until it has: its releases are over then. What it fails with is not the failure of this effect, which ends early only when its own run is told to stop.</summary>
    public Eff<Unit> Cancel { get; }

    Task IFork.Over => over.Task;

    void IFork.Stop() => Stop();

    internal void Stop() => scope.Cancel(env);

    internal void Start(Eff<A> effect)
    {
        owner.Adopt(this);
        var run = scope.Run(effect, scope.Inside(env.Due));
        if (run.IsCompleted) End(run.GetAwaiter().GetResult());
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => End(run.GetAwaiter().GetResult()));
    }

    /// <summary>Its end, if it is over; else the listener will hear it.</summary>
    internal Fin<A>? Ended(IListener<A> listener)
    {
        lock (gate)
        {
            if (ended is null) listeners.Add(listener);
            return ended;
        }
    }

    internal void Forget(IListener<A> listener)
    {
        lock (gate) listeners.Remove(listener);
    }

    void End(Fin<A> end)
    {
        IListener<A>[] all;
        lock (gate) (ended, all, listeners) = (end, [.. listeners], []);
        scope.Dispose();
        var heard = false;
        foreach (var listener in all) heard |= listener.Hear(end);
        if (!heard && end.IsFail && !WasStopped(end.Failed)) owner.Cut(end.Failed, env);
        over.SetResult();
        owner.Forget(this);
        foreach (var listener in all) listener.Proceed();
    }

    // A cancellation that nobody asked for is a failure like any other.
    bool WasStopped(Error error) => error.Is(Error.Cancelled) && scope.IsTold;
}
