namespace Kratos.Reactive;

enum Take
{
    First,
    Single,
    Last,
}

/// <summary>One value of an observable. The subscription lasts as long as the wait.</summary>
sealed class ObserveEff<A>(IObservable<A> source, Take take) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var watch = new Watch(take);
        watch.CancelledBy(machine.Env.Token);
        watch.Follow(source);
        return machine.Suspend(watch);
    }

    sealed class Watch(Take take) : Signal<A>, IObserver<A>
    {
        readonly SingleAssignmentDisposable held = new();
        Fin<A> last = Error.NotFound("SEQUENCE_EMPTY", "the sequence ended without a value");
        bool any;

        internal void Follow(IObservable<A> source) => held.Disposable = source.Subscribe(this);

        public void OnNext(A value)
        {
            if (take == Take.First) TrySet(Fin<A>.Succ(value));
            else if (take == Take.Single && any) TrySet(Error.Internal("SEQUENCE_NOT_SINGLE", "the sequence has more than one value"));
            (last, any) = (Fin<A>.Succ(value), true);
        }

        public void OnError(Exception error) => TrySet(Error.From(error));

        public void OnCompleted() => TrySet(last);

        private protected override void Released() => held.Dispose();
    }
}
