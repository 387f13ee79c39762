using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>One run of an <c>async Eff</c> method: a coroutine of the loop.</summary>
abstract class EffRun : Eff, IFrame<Unit>
{
    [ThreadStatic]
    internal static EffRun? Current;

    Eff? next;
    AwaitFrame? awaited;
    Signal<Unit>? parked;

    internal void GoTo(Eff end) => next = end;

    internal void Await(AwaitFrame frame)
    {
        frame.Run = this;
        awaited = frame;
    }

    /// <summary>The method waits for something that is not an effect; the answer is to be called when it is over.</summary>
    internal Action Park()
    {
        var signal = parked = new Signal<Unit>();
        return () => signal.TrySet(Unit.Default);
    }

    internal Eff? Go(Machine machine)
    {
        var outer = Current;
        Current = this;
        (next, awaited, parked) = (null, null, null);
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

        if (parked is null) return next;
        machine.Push(this);
        return machine.Suspend(parked);
    }

    public Eff? Resume(Unit value, Machine machine) => Go(machine);

    internal override Eff? Step(Machine machine) => throw new InvalidOperationException("a frame is not run");

    private protected abstract void MoveNext();
}

abstract class EffRun<A> : EffRun;

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
