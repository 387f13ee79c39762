namespace Kratos.Reactive;

/// <summary>Work that runs beside the one that started it (see <c>fork</c>), and never outlives it.</summary>
public sealed class Fork<A> : IFork
{
    readonly Forks owner;
    readonly Env env;
    readonly CancelScope scope;
    readonly Lock gate = new();
    readonly TaskCompletionSource over = new();
    List<Signal<A>> waiting = [];
    Fin<A>? ended;

    internal Fork(Machine parent)
    {
        owner = parent.Forks;
        env = parent.Env;
        scope = new CancelScope(parent);
        Join = new JoinEff<A>(this);
        Cancel = new UnitTaskEff(_ =>
        {
            scope.Cancel(env);
            return over.Task;
        });
    }

    /// <summary>Waits for its end: its value or its failure. May be asked for any number of times.</summary>
    public Eff<A> Join { get; }

    /// <summary>Tells it to stop, and waits until it has: its releases are over then. It does not fail, and cancels nothing else.</summary>
    public Eff<Unit> Cancel { get; }

    bool IFork.IsOver => over.Task.IsCompleted;

    Task IFork.Over => over.Task;

    void IFork.Stop() => scope.Cancel(env);

    internal void Start(Eff<A> effect)
    {
        owner.Adopt(this);
        var run = scope.Run(effect, env.With(scope.Token));
        if (run.IsCompleted) End(run.Result);
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => End(run.GetAwaiter().GetResult()));
    }

    internal Signal<A> Wait(CancellationToken token)
    {
        var signal = new Signal<A>().CancelledBy(token);
        lock (gate)
        {
            if (ended is null)
            {
                waiting.Add(signal);
                return signal;
            }
        }

        signal.TrySet(ended.Value);
        return signal;
    }

    void End(Fin<A> end)
    {
        List<Signal<A>> all;
        lock (gate)
        {
            ended = end;
            (all, waiting) = (waiting, []);
        }

        scope.Dispose();
        var heard = false;
        foreach (var signal in all) heard |= signal.TryDecide(end);
        if (!heard && end.IsFail && !end.Failed.Is(Error.Cancelled)) owner.Cut(end.Failed, env);
        over.SetResult();
        foreach (var signal in all) signal.Proceed();
    }
}

sealed class ForkEff<A>(Eff<A> source) : Eff<Fork<A>>
{
    internal override Eff? Step(Machine machine)
    {
        var fork = new Fork<A>(machine);
        fork.Start(source);
        return machine.Return(fork);
    }
}

sealed class JoinEff<A>(Fork<A> fork) : Eff<A>
{
    internal override Eff? Step(Machine machine) => machine.Suspend(fork.Wait(machine.Env.Token));
}
