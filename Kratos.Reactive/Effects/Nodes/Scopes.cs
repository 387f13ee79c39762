namespace Kratos.Reactive;

/// <summary>Runs a part with a changed environment, which is put back afterwards.</summary>
sealed class LocalEff<A>(Func<Env, Env> change, Eff<A> source) : Eff<A>, IFrame<A>
{
    internal override Eff? Step(Machine machine)
    {
        var old = machine.Env;
        machine.Env = change(old);
        machine.Push(new Back(old));
        return source;
    }

    public Eff? Resume(A value, Machine machine) => throw new InvalidOperationException("its frame is Back");

    sealed class Back(Env old) : Eff, IFrame<A>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(A value, Machine machine)
        {
            machine.Env = old;
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            machine.Env = old;
            return null;
        }
    }
}

/// <summary>A part that the token cannot cut between its steps (its leaves still see the token).</summary>
sealed class MaskEff<A>(Eff<A> source) : Eff<A>, IUnhalted
{
    static readonly Back Frame = new();

    internal override Eff? Step(Machine machine)
    {
        machine.Push(Frame);
        machine.Mask++;
        return source;
    }

    sealed class Back : Eff, IFrame<A>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(A value, Machine machine)
        {
            machine.Mask--;
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            machine.Mask--;
            return null;
        }
    }
}

/// <summary>A part of a protected region that holds nothing yet, and so may be cut.</summary>
sealed class UnmaskEff<A>(Eff<A> source) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        machine.Push(new Back(machine.Mask));
        machine.Mask = 0;
        return source;
    }

    sealed class Back(int mask) : Eff, IFrame<A>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(A value, Machine machine)
        {
            machine.Mask = mask;
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            machine.Mask = mask;
            return null;
        }
    }
}

/// <summary>A node that is awaited even when the token has fired: <c>finally { await uninterruptible(close); }</c> closes.</summary>
interface IUnhalted;
