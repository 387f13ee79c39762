namespace Kratos.Reactive;

/// <summary>The cancellation of a child run: its leaves see the parent's token and this scope's, its loop obeys what the parent's loop obeys and this scope's, or this one only where the parent is protected.</summary>
/// <remarks>Where nothing protects the parent, as is usual, both are one token, which is made when somebody asks for it.</remarks>
sealed class CancelScope : ILateToken, IDisposable
{
    static readonly Linked Quiet = Ended(new(canceled: false)), Fired = Ended(new(canceled: true));

    // So many scopes are asked in a row; the next one makes its token at once.
    const int Longest = 8;

    readonly Env env;
    readonly CancellationToken cut;
    readonly int depth;
    readonly Linked? leaf;
    Linked? loop;

    internal CancelScope(Machine parent)
    {
        (env, cut) = (parent.Here, parent.Cut);
        Shielded = parent.Mask > 0 || parent.Shielded;
        depth = env.Late is CancelScope outer ? outer.depth + 1 : 1;
        if (!Shielded)
        {
            if (depth % Longest == 0) _ = Loop;
            return;
        }

        loop = parent.Mask > 0 ? new Linked(env, CancellationToken.None, CancellationToken.None) : new Linked(env, parent.Halt, cut);
        // What the loop obeys fires first: a leaf that is woken must find the loop told, or a handler would go on.
        leaf = new Linked(env, env.Token, parent.Mask > 0 ? cut : loop.Fires);
    }

    bool Shielded { get; }

    /// <summary>True when something told the child to stop.</summary>
    internal bool IsTold => IsFired || leaf is { IsCancellationRequested: true };

    public bool IsFired => Volatile.Read(ref loop) is { } made ? made.IsCancellationRequested : env.IsTold || cut.IsCancellationRequested;

    public CancellationToken Token => Loop.Fires;

    /// <summary>The environment of the child.</summary>
    internal Env Inside(DateTimeOffset? due) => leaf is null ? env.Within(this, due) : env.Within(leaf.Fires, due);

    internal ValueTask<Fin<A>> Run<A>(Eff<A> effect, Env inside) => Machine<A>.Run(effect, inside, Shielded, Shielded ? Token : default);

    internal void Cancel(Env env)
    {
        Loop.Tell(env);
        leaf?.Tell(env);
    }

    /// <summary>The child is over: its token does not fire any more.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref loop, IsFired ? Fired : Quiet, null)?.Dispose();
        leaf?.Dispose();
    }

    Linked Loop
    {
        get
        {
            if (Volatile.Read(ref loop) is { } made) return made;
            var mine = new Linked(env, env.Token, cut);
            if (Interlocked.CompareExchange(ref loop, mine, null) is not { } first) return mine;
            mine.Dispose();
            return first;
        }
    }

    static Linked Ended(CancellationToken told)
    {
        var ended = new Linked(Env.System, told, CancellationToken.None);
        ended.Dispose();
        return ended;
    }
}
