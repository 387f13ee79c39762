namespace Kratos.Reactive;

/// <summary>Whoever is first decides, the work or the clock. The clock tells the work to stop, and waits for it no longer than the grace.</summary>
sealed class TimeoutRace<A> : Signal<A>
{
    readonly CancelScope scope;
    readonly Env env;
    readonly TimeSpan grace;
    readonly Alarm alarm;
    ValueTask<Fin<A>> run;
    int cut;

    internal TimeoutRace(ValueTask<Fin<A>> run, CancelScope scope, Env env, TimeSpan grace)
    {
        (this.run, this.scope, this.env, this.grace) = (run, scope, env, grace);
        alarm = new Alarm(env.Time, static self => ((TimeoutRace<A>)self).Ring(), this);
    }

    bool IsCut => Volatile.Read(ref cut) != 0;

    /// <summary>Begins: the clock rings at <paramref name="due"/>. What the work took before it waited counts.</summary>
    internal TimeoutRace<A> Until(DateTimeOffset due)
    {
        alarm.Set(due - env.Time.GetUtcNow());
        run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Ended);
        return this;
    }

    void Ring()
    {
        if (IsCut) TrySet(Error.TimedOut);      // the grace is over too
        else Cut();
    }

    void Cut()
    {
        Volatile.Write(ref cut, 1);
        if (grace > TimeSpan.Zero || grace == Timeout.InfiniteTimeSpan)
        {
            if (grace > TimeSpan.Zero) alarm.Set(grace);
            scope.Cancel(env);
        }
        else if (TryDecide(Error.TimedOut))
        {
            scope.Cancel(env);
            Proceed();
        }
    }

    void Ended()
    {
        var end = run.GetAwaiter().GetResult();
        scope.Dispose();
        if (TrySet(IsCut ? Late(end) : end)) return;
        if (end.IsFail && !end.Failed.Is(Error.Cancelled) && !IsSaid(end.Failed)) env.Unhandled(end.Failed);
    }

    static Fin<A> Late(Fin<A> end) => end.IsFail && !IsSaid(end.Failed) ? Error.TimedOut.And(end.Failed) : Error.TimedOut;

    // Work that heeds the deadline itself may say the very same, a moment later.
    static bool IsSaid(Error error) => error.Is(Error.TimedOut) && error.Others.Count == 0;

    private protected override void Released() => alarm.Dispose();
}
