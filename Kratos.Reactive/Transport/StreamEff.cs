namespace Kratos.Reactive;

/// <summary>A stream as an effect that ends when the stream ends. Its messages go to the <see cref="Flow"/> of the call.</summary>
sealed class StreamEff(Request opening, StreamHandler inner) : Eff<Reply>
{
    internal override Eff? Step(Machine machine)
    {
        // What an outer middleware put into the environment (an identity, a span) is what the stream sees.
        var env = machine.Env;
        if (!env.TryFind(Flow.Key, out var flow)) return machine.Raise(NoFlow);
        if (flow.Enter() is { } refused) return machine.Raise(refused);
        machine.Push(flow);
        return env.Token.IsCancellationRequested ? machine.Raise(Error.Cancelled) : machine.Suspend(new Relay(flow).Follow(inner(opening, flow.Messages, env), env));
    }

    static Error NoFlow { get; } = Error.Internal("NOT_A_STREAM", "a stream's handler was run outside a streaming call");

    sealed class Relay(Flow flow) : Signal<Unit>, IObserver<object>
    {
        readonly SingleAssignmentDisposable held = new();

        internal Relay Follow(IObservable<object> source, Env env)
        {
            CancelledBy(env.Token);
            try
            {
                held.Disposable = source.Subscribe(this);
            }
            catch (Exception e)
            {
                var error = Error.From(e);
                if (!TrySet(error)) env.Unhandled(error);       // it had ended before it threw
            }

            return this;
        }

        public void OnNext(object message)
        {
            if (held.IsDisposed) return;        // one who goes on after he was told to stop
            try
            {
                flow.Send(message);
            }
            catch (Exception e)
            {
                TrySet(Error.From(e));
            }
        }

        public void OnError(Exception error) => TrySet(Error.From(error));

        public void OnCompleted() => TrySet(Unit.Default);

        private protected override void Released() => held.Dispose();
    }
}
