namespace Kratos.Reactive;

sealed class RetryEff<A>(Eff<A> source, Schedule schedule, Func<Error, bool> when) : Eff<A>
{
    internal override Eff? Step(Machine machine) => new Attempt(source, schedule.Waits(machine.Env).GetEnumerator(), when).Step(machine);

    sealed class Attempt(Eff<A> source, IEnumerator<TimeSpan> waits, Func<Error, bool> when) : Eff<A>, IFrame<A>
    {
        internal override Eff? Step(Machine machine)
        {
            machine.Push(this);
            return source;
        }

        public Eff? Resume(A value, Machine machine)
        {
            waits.Dispose();
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            // What the leaves are told, not only what the loop obeys: a protected region must not try for ever either.
            var stopped = machine.Halted || machine.Told || error.Is(Error.Cancelled);
            if (!stopped && when(error) && waits.MoveNext()) return new ThenEff<Unit, A>(new SleepEff(waits.Current), this);
            waits.Dispose();
            return null;
        }
    }
}

sealed class RepeatEff<A>(Eff<A> source, Schedule schedule) : Eff<A>
{
    internal override Eff? Step(Machine machine) => new Round(source, schedule.Waits(machine.Env).GetEnumerator()).Step(machine);

    sealed class Round(Eff<A> source, IEnumerator<TimeSpan> waits) : Eff<A>, IFrame<A>
    {
        internal override Eff? Step(Machine machine)
        {
            machine.Push(this);
            return source;
        }

        public Eff? Resume(A value, Machine machine)
        {
            if (waits.MoveNext()) return waits.Current == TimeSpan.Zero ? this : new ThenEff<Unit, A>(new SleepEff(waits.Current), this);
            waits.Dispose();
            return machine.Return(value);
        }

        internal override Eff? OnError(Machine machine, ref Error error)
        {
            waits.Dispose();
            return null;
        }
    }
}
