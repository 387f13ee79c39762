namespace Kratos.Reactive;

/// <summary>A child run, and the clock. The timer starts only when the child really waits.</summary>
sealed class TimeoutEff<A>(Eff<A> source, TimeSpan after, TimeSpan grace) : Eff<A>
{
    internal override Eff? Step(Machine machine)
    {
        if (after == System.Threading.Timeout.InfiniteTimeSpan) return source;
        var env = machine.Env;
        var now = env.Time.GetUtcNow();
        var due = after < DateTimeOffset.MaxValue - now ? now + after : DateTimeOffset.MaxValue;
        if (env.Due < due) due = env.Due.Value;
        if (due <= now) return machine.Raise(Error.TimedOut);

        var scope = new CancelScope(machine);
        var run = scope.Run(source, env.Within(scope.Token, due));
        if (!run.IsCompleted) return machine.Suspend(new TimeoutRace<A>(run, scope, env, due, grace));
        scope.Dispose();
        return machine.End(run.Result);
    }
}

/// <summary>Whoever is first decides, the work or the clock. The clock tells the work to stop, and waits for it no longer than the grace.</summary>
sealed class TimeoutRace<A> : Signal<A>
{
    // The longest span a system timer takes is about 49 days.
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    readonly CancelScope scope;
    readonly Env env;
    readonly DateTimeOffset due;
    readonly TimeSpan grace;
    readonly ITimer timer;
    ValueTask<Fin<A>> run;
    int cut;

    internal TimeoutRace(ValueTask<Fin<A>> run, CancelScope scope, Env env, DateTimeOffset due, TimeSpan grace)
    {
        (this.run, this.scope, this.env, this.due, this.grace) = (run, scope, env, due, grace);
        timer = env.Time.CreateTimer(static self => ((TimeoutRace<A>)self!).Tick(), this, System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        Wait(due - env.Time.GetUtcNow());
        run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Ended);
    }

    void Wait(TimeSpan span) => timer.Change(span < TimeSpan.Zero ? TimeSpan.Zero : span < Longest ? span : Longest, System.Threading.Timeout.InfiniteTimeSpan);

    void Tick()
    {
        var left = due - env.Time.GetUtcNow();
        if (left > TimeSpan.Zero) Wait(left);
        else if (Volatile.Read(ref cut) == 0) Cut();
        else TrySet(Error.TimedOut);       // the grace is over too
    }

    void Cut()
    {
        if (Interlocked.Exchange(ref cut, 1) != 0) return;
        if (grace <= TimeSpan.Zero)
        {
            if (!TryDecide(Error.TimedOut)) return;
            scope.Cancel(env);
            Proceed();
        }
        else
        {
            timer.Change(grace, System.Threading.Timeout.InfiniteTimeSpan);
            scope.Cancel(env);
        }
    }

    void Ended()
    {
        var end = run.GetAwaiter().GetResult();
        scope.Dispose();
        var wasCut = Volatile.Read(ref cut) != 0;
        var late = wasCut && end.IsFail ? Error.TimedOut.And(end.Failed) : Error.TimedOut;
        if (TrySet(wasCut ? late : end)) return;
        if (end.IsFail && !end.Failed.Is(Error.Cancelled)) env.Unhandled(end.Failed);
    }

    private protected override void Released() => timer.Dispose();
}
