namespace Kratos.Reactive;

/// <summary>Runs a part with a changed environment, which is put back afterwards.</summary>
sealed class LocalEff<A>(Func<Env, Env> change, Eff<A> source) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var old = machine.Here;
        machine.Here = change(old) ?? throw new InvalidOperationException("local was given a function that made no environment");
        machine.Push(new Back(old));
        return source;
    }

    sealed class Back(Env old) : Eff, IFrame<A>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(A value, Machine machine)
        {
            Leave(machine);
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            Leave(machine);
            return null;
        }

        void Leave(Machine machine)
        {
            var part = machine.Here;
            machine.Here = old;
            if (!part.SharesToken(old)) machine.Left(part);
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

/// <summary>A part of an acquire that holds nothing yet, and so may be cut, unless what is around the acquire is protected too.</summary>
sealed class UnmaskEff<A>(Eff<A> source) : Eff<A>
{
    static readonly Back Frame = new();

    internal override Eff? Step(Machine machine)
    {
        machine.Push(Frame);
        machine.Mask--;
        return source;
    }

    sealed class Back : Eff, IFrame<A>
    {
        internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

        public Eff? Resume(A value, Machine machine)
        {
            machine.Mask++;
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            machine.Mask++;
            return null;
        }
    }
}

/// <summary>A node that is awaited even when the token has fired: <c>finally { await uninterruptible(close); }</c> closes.</summary>
interface IUnhalted;
