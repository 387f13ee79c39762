namespace Kratos.Reactive;

/// <summary>Runs an effect however the source ended: protected, with a fresh token that fires at its limit.</summary>
sealed class FinallyEff<A>(Eff<A> source, Func<Fin<A>, Eff<Unit>> after, TimeSpan? limit) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        return source;
    }

    public Eff? Resume(A value, Machine machine) => Release(machine, Fin<A>.Succ(value));

    internal override Eff? OnError(Machine machine, ref Error error) => Release(machine, Fin<A>.Fail(error));

    Eff Release(Machine machine, Fin<A> end)
    {
        machine.Push(new ReleasedFrame<A>(end, machine, limit ?? Resource.ReleaseLimit));
        try
        {
            return after(end);
        }
        catch (Exception e)
        {
            return new FailEff<Unit>(Error.From(e));
        }
    }
}

/// <summary>A release of its own, apart from any source: what a composed resource runs in turn.</summary>
sealed class ReleaseEff(Eff<Unit> release, TimeSpan? limit) : Eff<Unit>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(new ReleasedFrame<Unit>(Fin<Unit>.Succ(Unit.Default), machine, limit ?? Resource.ReleaseLimit));
        return release;
    }
}

/// <summary>On the stack while a release runs: then the end goes on, joined with the release's own failure.</summary>
sealed class ReleasedFrame<A> : Eff, IFrame<Unit>
{
    readonly Fin<A> end;
    readonly Env env;
    readonly ReleaseScope scope;

    internal ReleasedFrame(Fin<A> end, Machine machine, TimeSpan limit)
    {
        (this.end, env) = (end, machine.Here);
        scope = new ReleaseScope(env, limit, machine.Releasing);
        machine.Mask++;
        machine.Releasing = scope;
        machine.Here = env.Within(scope.Token, null);
    }

    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    public Eff? Resume(Unit value, Machine machine)
    {
        Leave(machine);
        return machine.End(end);
    }

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        Leave(machine);
        if (end.IsFail) error = end.Failed.And(error);
        return null;
    }

    void Leave(Machine machine)
    {
        machine.Mask--;
        machine.Releasing = scope.Outer;
        machine.Here = env;
        scope.Dispose();
    }
}

/// <summary>Acquires, uses, gives back. The acquire is protected up to the moment its release is on the stack.</summary>
sealed class BracketEff<R, A>(Eff<Held<R>> acquire, Func<R, Eff<A>> use) : Eff<A>, IFrame<Held<R>>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(this);
        machine.Mask++;
        return acquire;
    }

    public Eff? Resume(Held<R> held, Machine machine)
    {
        machine.Push(new FinallyEff<A>(Unused, _ => held.Release, System.Threading.Timeout.InfiniteTimeSpan));
        machine.Mask--;
        return machine.Halted ? machine.Raise(Error.Cancelled) : use(held.Value);
    }

    internal override Eff? OnError(Machine machine, ref Error error)
    {
        machine.Mask--;
        return null;
    }

    static readonly Eff<A> Unused = new FailEff<A>(Error.Cancelled);
}
