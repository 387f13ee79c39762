namespace Kratos.Reactive;

/// <summary>The token a release is given: fresh, and fired at the release's limit. The timer starts only when the release really waits.</summary>
sealed class ReleaseScope : CancellationTokenSource
{
    readonly Env env;
    readonly TimeSpan limit;
    readonly CancellationToken closeNow;
    Alarm? alarm;
    CancellationTokenRegistration told;

    internal ReleaseScope(Env env, TimeSpan limit, ReleaseScope? outer)
    {
        (this.env, this.limit, Outer) = (env, limit, outer);
        if (env.TryFind(ReleaseTerms.Key, out var terms))
        {
            closeNow = terms.Now;
            if (terms.Due is { } due) this.limit = Shorter(limit == Resource.ReleaseLimit ? Timeout.InfiniteTimeSpan : limit, due - env.Time.GetUtcNow());
        }

        if (closeNow.IsCancellationRequested || !Series.IsLonger(this.limit, TimeSpan.Zero)) Cancel();
    }

    internal ReleaseScope? Outer { get; }

    internal void Arm()
    {
        Outer?.Arm();
        if (alarm is not null || IsCancellationRequested) return;
        alarm = new Alarm(env.Time, static self => ((ReleaseScope)self).Fire(), this);
        if (limit != Timeout.InfiniteTimeSpan) alarm.Set(limit);
        told = closeNow.UnsafeRegister(static self => ((ReleaseScope)self!).Fire(), this);
    }

    void Fire() => this.Tell(env);

    static TimeSpan Shorter(TimeSpan limit, TimeSpan left)
    {
        if (left < TimeSpan.Zero) left = TimeSpan.Zero;
        return Series.IsLonger(limit, left) ? left : limit;
    }

    protected override void Dispose(bool disposing)
    {
        told.Unregister();
        alarm?.Dispose();
        base.Dispose(disposing);
    }
}
