namespace Kratos.Reactive.Tests;

public sealed class TaskEdgeTests
{
    readonly VirtualTime time = new();

    Error Fails(Func<Env, Task<int>> task) => time.Run(liftEff(task)).Error;

    [Fact]
    public void A_task_gives_its_value_at_its_instant()
    {
        var end = time.Run(liftEff(async env =>
        {
            await Task.Delay(2.Seconds, env.Time, env.Token);
            return 5;
        }));
        Assert.Equal((5, 2.Seconds), (end.Value, end.At));
        Assert.True(time.Run(liftEff(env => Task.Delay(2.Seconds, env.Time, env.Token))).End.IsSucc);
    }

    [Fact]
    public void Its_exception_is_the_cause_whether_it_came_at_once_or_later_or_before_there_was_a_task()
    {
        var thrown = new IOException("disk");
        Assert.Same(thrown, Fails(_ => Task.FromException<int>(thrown)).Cause);
        Assert.Same(thrown, Fails(_ => throw thrown).Cause);
        Assert.Same(thrown, Fails(async env =>
        {
            await Task.Delay(1.Seconds, env.Time);
            throw thrown;
        }).Cause);
        Assert.Same(thrown, time.Run(liftEff(_ => Task.FromException(thrown))).Error.Cause);
    }

    [Fact]
    public void A_cancelled_task_is_a_cancellation()
    {
        Assert.Equal(Error.Cancelled, Fails(_ => Task.FromCanceled<int>(new CancellationToken(true))));
        Assert.Equal(Error.Cancelled, Fails(_ => throw new OperationCanceledException()));
    }

    [Fact]
    public async Task A_task_that_heeds_the_token_is_cancelled_when_it_fires()
    {
        using var stop = new CancellationTokenSource();
        var run = liftEff(env => Task.Delay(1.Hours, env.Time, env.Token)).RunAsync(time.Env.With(stop.Token));
        await stop.CancelAsync();
        Assert.Equal(Error.Cancelled, (await run).Error);      // a cancelled Task.Delay goes on from the thread pool
    }

    [Fact]
    public void A_timeout_inside_a_cancellation_is_a_timeout()
    {
        static async Task<int> TimesOut()
        {
            await Task.CompletedTask;
            throw new TaskCanceledException("HttpClient.Timeout", new TimeoutException());
        }

        Assert.Equal(Error.TimedOut, Fails(_ => TimesOut()));
        Assert.Equal(Error.TimedOut, Fails(_ => Task.FromException<int>(new TimeoutException())));
    }

    [Fact]
    public void Several_exceptions_are_all_kept_the_first_first()
    {
        var error = time.Run(liftEff(_ => Task.WhenAll(Task.FromException(new IOException("one")), Task.FromException(new TimeoutException()), Task.FromException(new ErrorException(Error.Conflict("THREE", "")))))).Error;
        Assert.Equal(["PANIC", "TIMED_OUT", "THREE"], error.Others.Prepend(error).Select(one => one.Reason));
    }

    [Fact]
    public void A_value_task_that_says_how_it_ended_is_heard_once()
    {
        Assert.Equal(3, time.Run(liftEff(_ => ValueTask.FromResult(Fin<int>.Succ(3)))).Value);
        Assert.Equal(Error.TimedOut, time.Run(liftEff(_ => ValueTask.FromResult(Fin<int>.Fail(Error.TimedOut)))).Error);
        var shared = (yieldFor(1.Seconds) >> SuccessEff(4)).RunAsync(time.Env);
        var one = liftEff(_ => shared);
        Assert.Equal(4, time.Run(one).Value);
        Assert.IsType<InvalidOperationException>(time.Run(one).Error.Cause);
    }

    [Fact]
    public void Two_that_wait_for_one_value_task_are_told_apart()
    {
        var shared = (yieldFor(1.Seconds) >> SuccessEff(4)).RunAsync(time.Env);
        var first = time.Begin(liftEff(_ => shared));
        var second = time.Begin(liftEff(_ => shared));
        time.Start();
        Assert.Equal(4, first.Result!.Value.Value);
        Assert.IsType<InvalidOperationException>(second.Result!.Value.Error.Cause);
    }

    [Fact]
    public async Task Out_of_a_run_comes_a_value_task_that_never_throws_and_is_awaited_once()
    {
        var run = liftEff(int () => throw new IOException()).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal("PANIC", (await run).Error.Reason);
        var waits = (yieldFor(1.Seconds) >> SuccessEff(1)).RunAsync(time.Env);
        time.Start();
        Assert.Equal(1, (await waits).Value);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await waits);
    }

    [Fact]
    public async Task A_token_given_to_RunAsync_stops_it_on_the_real_clock()
    {
        using var stop = new CancellationTokenSource();
        var run = yieldFor(1.Hours).RunAsync(stop.Token);
        await stop.CancelAsync();
        Assert.Equal(Error.Cancelled, (await run).Error);
    }

    [Fact]
    public void A_function_that_gives_no_effect_is_a_failure_and_not_a_crash()
    {
        Assert.Equal("NO_EFFECT", time.Run(SuccessEff(1).Bind(Eff<int> (_) => null!)).Error.Reason);
        Assert.IsType<NullReferenceException>(time.Run(liftEff<int>(_ => (Task<int>)null!)).Error.Cause);
    }
}
