namespace Kratos.Reactive;

sealed class MapEff<X, A>(Eff<X> source, Func<X, A> f) : Eff<A>, IFrame<X>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(X value, Machine machine) => machine.Return(f(value));
}

sealed class BindEff<X, A>(Eff<X> source, Func<X, Eff<A>> f) : Eff<A>, IFrame<X>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(X value, Machine machine) => f(value);
}

sealed class ThenEff<X, A>(Eff<X> first, Eff<A> then) : Eff<A>, IFrame<X>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return first;
    }

    public Eff? Resume(X value, Machine machine) => then;
}

/// <summary>One <c>from</c> of a query: a bind and a projection in one node.</summary>
sealed class QueryEff<X, Y, A>(Eff<X> source, Func<X, Eff<Y>> bind, Func<X, Y, A> project) : Eff<A>, IFrame<X>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(X value, Machine machine)
    {
        var next = bind(value);
        // A guard that held, a value that is known: as if it had been run, without a frame for it.
        if (next is PureEff<Y> known && !machine.Halted) return machine.Return(project(value, known.Value));
        machine.Push(new Frame(value, project));
        return next;
    }

    sealed class Frame(X first, Func<X, Y, A> project) : Eff, IFrame<Y>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(Y second, Machine machine) => machine.Return(project(first, second));
    }
}
