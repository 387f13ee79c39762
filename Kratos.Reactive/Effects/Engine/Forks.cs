namespace Kratos.Reactive;

/// <summary>The forks of one run: none outlives it, and one that fails while nobody waits for it cuts the run.</summary>
sealed class Forks
{
    readonly CancellationTokenSource cutting = new();
    readonly Dictionary<CancellationToken, CancellationTokenSource> links = [];
    readonly HashSet<IFork> members = [];
    readonly Lock gate = new();
    Env? seen;
    Env? leaf;
    volatile Error? cut;

    internal bool IsCut => cut is not null;

    /// <summary>Fires when the run is cut.</summary>
    internal CancellationToken Told => cutting.Token;

    /// <summary>The environment with a token that also fires when the run is cut. Only the run itself asks, so no lock.</summary>
    internal Env Leaf(Env env)
    {
        if (ReferenceEquals(seen, env)) return leaf!;
        if (!links.TryGetValue(env.Token, out var link))
            links[env.Token] = link = new Linked(env, env.Token, Told);
        (seen, leaf) = (env, env.With(link.Token));
        return leaf;
    }

    /// <summary>No leaf will ask for this token again.</summary>
    internal void Unlink(CancellationToken token)
    {
        if (!links.Remove(token, out var link)) return;
        link.Dispose();
        (seen, leaf) = (null, null);
    }

    internal void Adopt(IFork fork)
    {
        lock (gate) members.Add(fork);
    }

    internal void Forget(IFork fork)
    {
        lock (gate) members.Remove(fork);
    }

    internal void Cut(Error error, Env env)
    {
        lock (gate) cut = cut is null ? error : cut.And(error);
        cutting.Tell(env);
    }

    /// <summary>Stops what still runs and waits for it; then says what cut the run, if anything did.</summary>
    internal Eff<Unit> Close() => new ValueTaskEff<Unit>(async _ =>
    {
        IFork[] all;
        lock (gate) all = [.. members];
        foreach (var fork in all) fork.Stop();
        foreach (var fork in all) await fork.Over.ConfigureAwait(false);
        foreach (var link in links.Values) link.Dispose();
        cutting.Dispose();
        return cut is { } error ? Fin<Unit>.Fail(error) : Fin<Unit>.Succ(Unit.Default);
    });
}

/// <summary>A fork, seen from the run that owns it.</summary>
interface IFork
{
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
