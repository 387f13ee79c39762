namespace Kratos.Reactive;

/// <summary>The cancellation of a child run: its leaves see the parent's token and this scope's, its loop obeys both, or this one only where the parent is protected.</summary>
sealed class CancelScope : IDisposable
{
    readonly CancellationTokenSource own;
    readonly CancellationTokenSource? both;

    internal CancelScope(Machine parent)
    {
        var outer = parent.Env.Token;
        Shielded = parent.Mask > 0 || parent.Shielded;
        own = Shielded ? new CancellationTokenSource() : CancellationTokenSource.CreateLinkedTokenSource(outer);
        both = Shielded && outer.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(outer, own.Token) : null;
        Token = both?.Token ?? own.Token;
    }

    internal bool Shielded { get; }

    internal CancellationToken Token { get; }

    internal ValueTask<Fin<A>> Run<A>(Eff<A> effect, Env env) => Machine<A>.Run(effect, env, Shielded, own.Token);

    /// <summary>Tells the child to stop. What a callback on the token throws is somebody's bug: it goes to the unhandled sink, never into the run.</summary>
    internal void Cancel(Env env)
    {
        try
        {
            own.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the child ended in the same instant
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }
    }

    public void Dispose()
    {
        both?.Dispose();
        own.Dispose();
    }
}
