namespace Kratos.Reactive;

/// <summary>Something that happens once, from any thread, and is waited for by one run. Whoever comes first decides; the run goes on inline.</summary>
class Signal<A> : Pending
{
    static readonly Action Over = static () => { };

    Action? resume;
    int decided;
    Fin<A> end;
    CancellationTokenRegistration told;

    /// <summary>Ends in <see cref="Error.Cancelled"/> when <paramref name="token"/> fires first.</summary>
    internal Signal<A> CancelledBy(CancellationToken token)
    {
        if (token.CanBeCanceled) told = token.UnsafeRegister(static self => ((Signal<A>)self!).TrySet(Error.Cancelled), this);
        return this;
    }

    internal bool TrySet(Fin<A> with)
    {
        if (!TryDecide(with)) return false;
        Proceed();
        return true;
    }

    /// <summary>Decides the outcome without going on yet: for those who have something to do between.</summary>
    internal bool TryDecide(Fin<A> with)
    {
        if (Interlocked.Exchange(ref decided, 1) != 0) return false;
        end = with;
        return true;
    }

    internal void Proceed() => Interlocked.Exchange(ref resume, Over)?.Invoke();

    internal override bool Waits(Action resume) => Interlocked.CompareExchange(ref this.resume, resume, null) is null;

    internal override Eff? Resume(Machine machine)
    {
        told.Unregister();
        Released();
        return machine.End(end);
    }

    /// <summary>Gives back what the wait held (a timer, a subscription).</summary>
    private protected virtual void Released() { }
}
