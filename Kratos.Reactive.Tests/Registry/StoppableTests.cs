namespace Kratos.Reactive.Tests;

public sealed class StoppableTests
{
    readonly VirtualTime time = new();

    // Work that hears of nothing for a second, as behind a thread pool that is busy.
    static readonly Eff<Unit> deaf = uninterruptible(yieldFor(1.Seconds));

    [Fact]
    public void A_call_that_is_left_before_its_limit_was_cancelled_and_nobody_is_told_of_the_limit()
    {
        var left = deaf.Within(500.Milliseconds).ToObservable(time.Env).Subscribe(static _ => { }, static error => throw error);
        time.At(100.Milliseconds, left.Dispose);
        time.AdvanceBy(2.Seconds);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void A_call_that_nobody_left_ends_at_its_limit() => Assert.Equal((Error.TimedOut, 500.Milliseconds), time.Run(deaf.Within(500.Milliseconds)) is var run ? (run.Error, run.At) : default);

    [Fact]
    public void Whatever_work_fails_with_once_it_was_told_to_stop_it_was_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var work = Stoppable.Lift<Unit>(async token =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new IOException("the other side is gone");
        });
        var running = time.Begin(local(env => env.With(stop.Token), work));
        stop.Cancel();
        Assert.True(running.Result!.Value.Error.Is(Error.Cancelled));
        Assert.True(time.Begin(Stoppable.Lift<Unit>(static _ => throw new IOException("no"))).Result!.Value.Error.Cause is IOException);
    }
}
