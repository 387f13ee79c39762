namespace Kratos.Reactive;

sealed class CatchEff<A>(Eff<A> source, Func<Error, bool> when, Func<Error, Eff<A>> then) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(A value, Machine machine) => machine.Return(value);

    internal override Eff? OnError(Machine machine, ref Error error) => !machine.Halted && when(error) ? then(error) : null;
}

sealed class MatchEff<X, A>(Eff<X> source, Func<X, A> succ, Func<Error, A> fail) : Eff<A>, IFrame<X>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(X value, Machine machine) => machine.Return(succ(value));

    internal override Eff? OnError(Machine machine, ref Error error) => machine.Halted ? null : new PureEff<A>(fail(error));
}

sealed class MapFailEff<A>(Eff<A> source, Func<Error, Error> f) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(A value, Machine machine) => machine.Return(value);

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        if (!machine.Halted) error = f(error) ?? Error.Unset;
        return null;
    }
}

sealed class NamedEff<A>(Eff<A> source, string name) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(A value, Machine machine) => machine.Return(value);

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        error = error.In(name);
        return null;
    }
}

/// <summary>Tells a watcher how it ended, without an effect: what logging, metrics and tracing need, at one node a call.</summary>
sealed class EndEff<A>(Eff<A> source, Action<Env, Fin<A>> ended) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(A value, Machine machine)
    {
        ended(machine.Env, Fin<A>.Succ(value));
        return machine.Return(value);
    }

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        ended(machine.Env, Fin<A>.Fail(error));
        return null;
    }
}
