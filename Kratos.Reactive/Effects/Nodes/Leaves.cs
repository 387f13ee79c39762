namespace Kratos.Reactive;

sealed class PureEff<A>(A value) : Eff<A>
{
    internal A Value => value;

    internal override Eff? Step(Machine machine) => machine.Return(value);
}

sealed class FailEff<A>(Error error) : Eff<A>
{
    internal override Eff? Step(Machine machine) => machine.Raise(error);
}

sealed class LiftEff<A>(Func<A> f) : Eff<A>
{
    internal override Eff? Step(Machine machine) => machine.Return(f());
}

sealed class ActionEff(Action f) : Eff<Unit>
{
    internal override Eff? Step(Machine machine)
    {
        f();
        return machine.Return(Unit.Default);
    }
}

sealed class LiftEnvEff<A>(Func<Env, A> f) : Eff<A>
{
    internal override Eff? Step(Machine machine) => machine.Return(f(machine.Env));
}

sealed class LiftFinEff<A>(Func<Env, Fin<A>> f) : Eff<A>
{
    internal override Eff? Step(Machine machine) => machine.End(f(machine.Env));
}

sealed class TaskEff<A>(Func<Env, Task<A>> f) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var task = f(machine.Env);
        return task.IsCompleted ? machine.End(task.ToFin()) : machine.Suspend(new PendingTask<A>(task));
    }
}

sealed class UnitTaskEff(Func<Env, Task> f) : Eff<Unit>
{
    internal override Eff? Step(Machine machine)
    {
        var task = f(machine.Env);
        return task.IsCompleted ? machine.End(task.ToFin()) : machine.Suspend(new PendingTask(task));
    }
}

sealed class ValueTaskEff<A>(Func<Env, ValueTask<Fin<A>>> f) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        var run = f(machine.Env);
        return run.IsCompleted ? machine.End(run.GetAwaiter().GetResult()) : machine.Suspend(new PendingRun<A>(run));
    }
}

sealed class SleepEff(TimeSpan span) : Eff<Unit>
{
    // The longest span a system timer takes is about 49 days.
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    internal override Eff? Step(Machine machine)
    {
        if (span == System.Threading.Timeout.InfiniteTimeSpan) return machine.Suspend(new Signal<Unit>().CancelledBy(machine.Env.Token));
        if (span <= TimeSpan.Zero) return machine.Return(Unit.Default);
        if (machine.Env.Token.IsCancellationRequested) return machine.Raise(Error.Cancelled);
        if (span > Longest) return new ThenEff<Unit, Unit>(new SleepEff(Longest), new SleepEff(span - Longest));
        return machine.Suspend(Sleep.For(span, machine.Env));
    }
}
