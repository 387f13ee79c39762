namespace Kratos.Reactive;

/// <summary>A method of a service as a function. What all its calls share is here; a call adds one node.</summary>
sealed class UnaryFunction<Q, R>(Operation operation, Func<Q, Eff<R>> call) where R : notnull
{
    /// <summary>One call. Nothing of it runs, and nothing it throws is thrown, before the effect is run.</summary>
    internal Eff<Reply> Call(Request request) => new UnaryEff(this, request);

    Eff<R> Run(object message) => message is Q typed ? call(typed) : Service.Wrong<Q>(operation, message);

    sealed class UnaryEff(UnaryFunction<Q, R> function, Request request) : Eff<Reply>, IFrame<R>
    {
        internal override Eff? Step(Machine machine)
        {
            machine.Push(this);
            if (request.Unread is not { } unread) return function.Run(request.Message);
            return unread.TryRead() is { } message ? function.Run(message) : unread.Bind(function.Run);
        }

        public Eff? Resume(R value, Machine machine) => machine.Return(value as Reply ?? new Reply(value));
    }
}
