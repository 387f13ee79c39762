namespace Kratos.Reactive;

/// <summary>The cancellation of a child run: its leaves see the parent's token and this scope's, its loop obeys what the parent's loop obeys and this scope's, or this one only where the parent is protected.</summary>
sealed class CancelScope : Linked
{
    readonly Linked? both;

    internal CancelScope(Machine parent) : base(parent.Here, parent.Mask > 0 ? CancellationToken.None : parent.Halt, parent.Mask > 0 ? CancellationToken.None : parent.Cut)
    {
        Shielded = parent.Mask > 0 || parent.Shielded;
        var (outer, cut) = (parent.Here.Token, parent.Cut);
        // What the loop obeys fires first: a leaf that is woken must find the loop told, or a handler would go on.
        if (Shielded) both = new Linked(parent.Here, outer, parent.Mask > 0 ? cut : Token);
        Leaf = both?.Token ?? Token;
    }

    internal bool Shielded { get; }

    /// <summary>What the leaves of the child see.</summary>
    internal CancellationToken Leaf { get; }

    /// <summary>True when something told the child to stop.</summary>
    internal bool IsTold => IsCancellationRequested || Leaf.IsCancellationRequested;

    internal ValueTask<Fin<A>> Run<A>(Eff<A> effect, Env env) => Machine<A>.Run(effect, env, Shielded, Token);

    internal void Cancel(Env env)
    {
        this.Tell(env);
        both?.Tell(env);
    }

    protected override void Dispose(bool disposing)
    {
        both?.Dispose();
        base.Dispose(disposing);
    }
}
