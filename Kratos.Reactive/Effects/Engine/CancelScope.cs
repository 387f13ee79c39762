namespace Kratos.Reactive;

/// <summary>The cancellation of a child run: its leaves see the parent's token and this scope's, its loop obeys both, or this one only where the parent is protected.</summary>
sealed class CancelScope : IDisposable
{
    readonly CancellationTokenSource own;
    readonly CancellationTokenSource? both;

    internal CancelScope(Machine parent)
    {
        var (outer, cut) = (parent.Here.Token, parent.Cut);
        Shielded = parent.Mask > 0 || parent.Shielded;
        own = Shielded ? new CancellationTokenSource() : CancellationTokenSource.CreateLinkedTokenSource(outer, cut);
        both = Shielded && (outer.CanBeCanceled || cut.CanBeCanceled) ? CancellationTokenSource.CreateLinkedTokenSource(outer, cut, own.Token) : null;
        Token = both?.Token ?? own.Token;
    }

    internal bool Shielded { get; }

    internal CancellationToken Token { get; }

    internal ValueTask<Fin<A>> Run<A>(Eff<A> effect, Env env) => Machine<A>.Run(effect, env, Shielded, own.Token);

    internal void Cancel(Env env) => own.Tell(env);

    public void Dispose()
    {
        both?.Dispose();
        own.Dispose();
    }
}
