namespace Kratos.Reactive;

sealed class ForkEff<A>(Eff<A> source) : Eff<Fork<A>>
{
    internal override Eff? Step(Machine machine)
    {
        var fork = new Fork<A>(machine);
        fork.Start(source);
        return machine.Return(fork);
    }
}

sealed class JoinEff<A>(Fork<A> fork) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var joiner = new Joiner<A>(fork);
        return fork.Ended(joiner) is { } end ? machine.End(end) : machine.Suspend(joiner.CancelledBy(machine.Env.Token));
    }
}

sealed class StopEff<A>(Fork<A> fork) : Eff<Unit>
{
    internal override Eff? Step(Machine machine)
    {
        var stopper = new Stopper<A>(fork);
        if (fork.Ended(stopper) is not null) return machine.Return(Unit.Default);
        fork.Stop();
        return machine.Suspend(stopper.CancelledBy(machine.Env.Token));
    }
}
