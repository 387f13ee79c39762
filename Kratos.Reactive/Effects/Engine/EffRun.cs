using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>One run of an <c>async Eff</c> method: a coroutine of the loop.</summary>
abstract class EffRun : Eff, IFrame<Unit>
{
    [ThreadStatic]
    internal static EffRun? Current;

    Eff? value;
    Error? failure;
    AwaitFrame? awaited;
    Signal<Unit>? parked;

    private protected void Returned(Eff with) => (value, failure, awaited, parked) = (with, null, null, null);

    internal void Threw(Error error) => (value, failure, awaited, parked) = (null, error, null, null);

    internal void Await(AwaitFrame frame)
    {
        frame.Run = this;
        (awaited, parked) = (frame, null);
    }

    /// <summary>The method waits for something that is not an effect; the answer is to be called when it is over.</summary>
    internal Action Park()
    {
        var signal = parked = new Signal<Unit>();
        return () => signal.TrySet(Unit.Default);
    }

    /// <summary>The method goes on. What it throws goes on too, even in a run that was told to stop: it is not lost.</summary>
    internal Eff? Go(Machine machine)
    {
        var next = Move(machine);
        return failure is null ? next : machine.Raise(failure);
    }

    /// <summary>The method goes on with a failure, and changes it into what it throws.</summary>
    internal Eff? Go(Machine machine, ref Error error)
    {
        var next = Move(machine);
        if (failure is not null) error = failure;
        return next;
    }

    Eff? Move(Machine machine)
    {
        var outer = Current;
        Current = this;
        (value, failure, awaited, parked) = (null, null, null, null);
        try
        {
            MoveNext();
        }
        finally
        {
            Current = outer;
        }

        if (awaited is { } frame)
        {
            // On the stack before the loop looks at the token: else the finally blocks of a cancelled method never run.
            machine.Push(frame);
            return frame.Effect is IUnhalted ? frame.Effect.Step(machine) : frame.Effect;
        }

        if (parked is null) return value;
        machine.Push(this);
        return machine.Suspend(parked);
    }

    public Eff? Resume(Unit value, Machine machine) => Go(machine);

    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    private protected abstract void MoveNext();
}

abstract class EffRun<A> : EffRun
{
    internal void Returned(A value) => Returned(new PureEff<A>(value));
}

sealed class EffRun<S, A>(S machine) : EffRun<A> where S : IAsyncStateMachine
{
    S machine = machine;

    private protected override void MoveNext() => machine.MoveNext();
}

/// <summary>An <c>async Eff</c> method before its first step. Each run works on a copy (in a debug build the compiler's state machine is a class).</summary>
sealed class AsyncEff<S, A>(S machine) : Eff<A> where S : IAsyncStateMachine
{
    internal override Eff? Step(Machine run) => new EffRun<S, A>(typeof(S).IsValueType ? machine : (S)Clone(machine)).Go(run);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    static extern object Clone(object machine);
}
