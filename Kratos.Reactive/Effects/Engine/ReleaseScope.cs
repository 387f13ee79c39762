namespace Kratos.Reactive;

/// <summary>The token a release is given: fresh, and fired at the release's limit. The timer starts only when the release really waits.</summary>
sealed class ReleaseScope(TimeProvider time, TimeSpan limit, ReleaseScope? outer) : CancellationTokenSource
{
    ITimer? timer;

    internal ReleaseScope? Outer => outer;

    internal void Arm()
    {
        outer?.Arm();
        if (limit == Timeout.InfiniteTimeSpan) return;
        timer ??= time.CreateTimer(static self => ((ReleaseScope)self!).Fire(), this, limit, Timeout.InfiniteTimeSpan);
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
    }

    protected override void Dispose(bool disposing)
    {
        timer?.Dispose();
        base.Dispose(disposing);
    }
}
