namespace Kratos.Reactive;

/// <summary>A child run, and the clock. The timer starts only when the child really waits.</summary>
sealed class TimeoutEff<A>(Eff<A> source, TimeSpan after, TimeSpan grace) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        if (after == System.Threading.Timeout.InfiniteTimeSpan) return source;
        var env = machine.Here;
        var now = env.Time.GetUtcNow();
        var due = after < DateTimeOffset.MaxValue - now ? now + after : DateTimeOffset.MaxValue;
        if (env.Due < due) due = env.Due.Value;
        if (due <= now) return machine.Raise(Error.TimedOut);

        var scope = new CancelScope(machine);
        var run = scope.Run(source, scope.Inside(due));
        if (!run.IsCompleted) return machine.Suspend(new TimeoutRace<A>(run, scope, env, grace).Until(due));
        scope.Dispose();
        return machine.End(run.Result);
    }
}
