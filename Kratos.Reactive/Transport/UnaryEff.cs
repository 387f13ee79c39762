namespace Kratos.Reactive;

/// <summary>One call of a method of a service: nothing of it runs, and nothing it throws is thrown, before the effect is run.</summary>
sealed class UnaryEff<Q, R>(Operation operation, object message, Func<Q, Eff<R>> call) : Eff<Reply>, IFrame<R> where R : notnull
{
    internal override Eff? Step(Machine machine)
    {
        if (message is not Q typed) return machine.Raise(Service.Wrong<Q>(operation, message));
        machine.Push(this);
        return call(typed);
    }

    public Eff? Resume(R value, Machine machine) => machine.Return(value as Reply ?? new Reply(value));
}
