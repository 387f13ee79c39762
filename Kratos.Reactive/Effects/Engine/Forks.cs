namespace Kratos.Reactive;

/// <summary>The forks of one run: none outlives it, and one that fails while nobody waits for it cuts the run.</summary>
sealed class Forks
{
    readonly CancellationTokenSource stop;
    readonly CancellationToken root;
    readonly List<IFork> members = [];
    readonly Lock gate = new();
    Env? seen;
    Env? scoped;
    volatile Error? cut;

    internal Forks(CancellationToken root)
    {
        this.root = root;
        stop = CancellationTokenSource.CreateLinkedTokenSource(root);
    }

    internal bool IsCut => cut is not null;

    /// <summary>The environment whose token also fires when the run is cut; one with a token of its own (a release's, say) stays as it is.</summary>
    internal Env Scoped(Env env)
    {
        if (env.Token != root) return env;
        if (!ReferenceEquals(seen, env)) (seen, scoped) = (env, env.With(stop.Token));
        return scoped!;
    }

    internal void Adopt(IFork fork)
    {
        lock (gate)
        {
            members.RemoveAll(static member => member.IsOver);
            members.Add(fork);
        }
    }

    internal void Cut(Error error, Env env)
    {
        lock (gate) cut = cut is null ? error : cut.And(error);
        try
        {
            stop.Cancel();
        }
        catch (Exception e) when (e is ObjectDisposedException or AggregateException)
        {
            if (e is AggregateException) env.Unhandled(Error.From(e));
        }
    }

    /// <summary>Stops what still runs and waits for it; then says what cut the run, if anything did.</summary>
    internal Eff<Unit> Close() => new ValueTaskEff<Unit>(async env =>
    {
        IFork[] all;
        lock (gate) all = [.. members];
        foreach (var fork in all) fork.Stop();
        foreach (var fork in all) await fork.Over.ConfigureAwait(false);
        stop.Dispose();
        return cut is { } error ? Fin<Unit>.Fail(error) : Fin<Unit>.Succ(Unit.Default);
    });
}

/// <summary>A fork, seen from the run that owns it.</summary>
interface IFork
{
    bool IsOver { get; }

    Task Over { get; }

    void Stop();
}

/// <summary>At the bottom of the stack of a run that has forks: the run ends only after they have.</summary>
sealed class ForksFrame<A>(Forks forks) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    public Eff? Resume(A value, Machine machine) => Close(Fin<A>.Succ(value), machine);

    internal override Eff? OnError(Machine machine, ref Error error) => Close(Fin<A>.Fail(error), machine);

    Eff Close(Fin<A> end, Machine machine)
    {
        machine.Push(new ClosedFrame<A>(end));
        machine.Mask++;
        return forks.Close();
    }
}

/// <summary>The forks are over: the run ends as it was going to, joined with what cut it.</summary>
sealed class ClosedFrame<A>(Fin<A> end) : Eff<A>, IFrame<Unit>
{
    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    public Eff? Resume(Unit value, Machine machine) => machine.End(end);

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        if (end.IsFail) error = end.Failed.And(error);
        return null;
    }
}
