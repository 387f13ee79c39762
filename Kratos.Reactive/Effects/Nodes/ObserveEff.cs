namespace Kratos.Reactive;

/// <summary>The last value of an observable, perhaps one that must be the only one. The subscription lasts as long as the wait.</summary>
sealed class ObserveEff<A>(IObservable<A> source, bool single) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var env = machine.Env;
        return env.Token.IsCancellationRequested ? machine.Raise(Error.Cancelled) : machine.Suspend(new Watch(single).Follow(source, env));
    }

    sealed class Watch(bool single) : Signal<A>, IObserver<A>
    {
        readonly SingleAssignmentDisposable held = new();
        Fin<A>? last;

        internal Watch Follow(IObservable<A> source, Env env)
        {
            CancelledBy(env.Token);
            try
            {
                held.Disposable = source.Subscribe(this);
            }
            catch (Exception e)
            {
                var error = Error.From(e);
                if (!TrySet(error)) env.Unhandled(error);       // it had given its answer before it threw
            }

            return this;
        }

        public void OnNext(A value)
        {
            if (single && last is not null) TrySet(Error.Internal("SEQUENCE_NOT_SINGLE", "the sequence has more than one value"));
            last = Fin<A>.Succ(value);
        }

        public void OnError(Exception error) => TrySet(Error.From(error));

        public void OnCompleted() => TrySet(last ?? Error.NotFound("SEQUENCE_EMPTY", "the sequence ended without a value"));

        private protected override void Released() => held.Dispose();
    }
}
