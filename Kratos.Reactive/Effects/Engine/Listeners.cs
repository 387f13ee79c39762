namespace Kratos.Reactive;

/// <summary>Somebody who waits for the end of a fork.</summary>
interface IListener<A>
{
    /// <summary>Is told the end, without going on yet. True when it takes a failure as its own.</summary>
    bool Hear(Fin<A> end);

    void Proceed();
}

/// <summary>Waits for how a fork ends.</summary>
sealed class Joiner<A>(Fork<A> fork) : Signal<A>, IListener<A>
{
    bool IListener<A>.Hear(Fin<A> end) => TryDecide(end);

    void IListener<A>.Proceed() => Proceed();

    private protected override void Released() => fork.Forget(this);
}

/// <summary>Waits until a fork has stopped.</summary>
sealed class Stopper<A>(Fork<A> fork) : Signal<Unit>, IListener<A>
{
    bool IListener<A>.Hear(Fin<A> end)
    {
        TryDecide(Unit.Default);
        return false;
    }

    void IListener<A>.Proceed() => Proceed();

    private protected override void Released() => fork.Forget(this);
}
