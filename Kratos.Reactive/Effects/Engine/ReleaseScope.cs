namespace Kratos.Reactive;

/// <summary>The token a release is given: fresh, and fired at the release's limit. The timer starts only when the release really waits.</summary>
sealed class ReleaseScope : CancellationTokenSource
{
    // The longest span a system timer takes is about 49 days.
    static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    readonly Env env;
    readonly TimeSpan limit;
    readonly CancellationToken closeNow;
    ITimer? timer;
    CancellationTokenRegistration told;

    internal ReleaseScope(Env env, TimeSpan limit, ReleaseScope? outer)
    {
        (this.env, this.limit, Outer) = (env, limit, outer);
        if (!env.TryFind(ReleaseTerms.Key, out var terms)) return;
        closeNow = terms.Now;
        if (terms.Due is { } due) this.limit = Shorter(limit == Resource.ReleaseLimit ? Timeout.InfiniteTimeSpan : limit, due - env.Time.GetUtcNow());
        if (closeNow.IsCancellationRequested || this.limit == TimeSpan.Zero) Cancel();
    }

    internal ReleaseScope? Outer { get; }

    internal void Arm()
    {
        Outer?.Arm();
        if (timer is not null || IsCancellationRequested) return;
        timer = env.Time.CreateTimer(static self => ((ReleaseScope)self!).Fire(), this, limit < Longest ? limit : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        told = closeNow.UnsafeRegister(static self => ((ReleaseScope)self!).Fire(), this);
    }

    void Fire()
    {
        try
        {
            Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the release ended in the same instant
        }
        catch (AggregateException e)
        {
            env.Unhandled(Error.From(e));
        }
    }

    static TimeSpan Shorter(TimeSpan limit, TimeSpan left)
    {
        if (left < TimeSpan.Zero) left = TimeSpan.Zero;
        return limit == Timeout.InfiniteTimeSpan || left < limit ? left : limit;
    }

    protected override void Dispose(bool disposing)
    {
        told.Unregister();
        timer?.Dispose();
        base.Dispose(disposing);
    }
}
