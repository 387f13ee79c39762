namespace Kratos.Reactive.Tests;

/// <summary>Code that leaves virtual time for the thread pool. Run alone, so that the pool comes to rest.</summary>
[Collection(nameof(Alone))]
public sealed class OtherThreadsTests
{
    static readonly TimeSpan Generous = 60.Seconds;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    readonly VirtualTime time = new() { DrainLimit = Generous };
    readonly List<string> log = [];

    async Task Hopping(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await Task.Yield();
            await Task.Run(static () => Thread.SpinWait(1000));
            await Task.Delay(1.Seconds, time.Env.Time);
            await Task.Yield();
            log.Add($"{time.Elapsed.TotalSeconds}");
        }
    }

    [Fact]
    public async Task A_loop_that_hops_between_its_waits_goes_at_its_pace()
    {
        var loop = Hopping(5);
        await time.AdvanceByAsync(3500.Milliseconds);
        Assert.Equal(["1", "2", "3"], log);
        Assert.Equal(3500.Milliseconds, time.Elapsed);
        await time.AdvanceToAsync(DateTimeOffset.UnixEpoch + 5.Seconds);
        Assert.Equal(["1", "2", "3", "4", "5"], log);
        await loop;
    }

    [Fact]
    public async Task A_hundred_loops_are_all_exact()
    {
        async Task<TimeSpan> Loop(int span)
        {
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                await Task.Delay(span.Milliseconds, time.Env.Time);
            }

            return time.Elapsed;
        }

        var loops = Enumerable.Range(1, 100).Select(Loop).ToList();
        await time.AdvanceByAsync(1.Seconds);
        Assert.Equal(Enumerable.Range(1, 100).Select(span => (10 * span).Milliseconds), await Task.WhenAll(loops));
    }

    [Fact]
    public async Task What_continues_asynchronously_is_waited_for()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waits = Waits();
        time.At(1.Seconds, gate.SetResult);
        time.At(2.Seconds, () => log.Add("clock 2"));
        await time.AdvanceByAsync(3.Seconds);
        Assert.Equal(["through 1", "clock 2"], log);
        await waits;

        async Task Waits()
        {
            await gate.Task;
            log.Add($"through {time.Elapsed.TotalSeconds}");
        }
    }

    [Fact]
    public async Task To_stay_where_it_is_runs_what_is_due_now()
    {
        time.At(TimeSpan.Zero, () => log.Add("due"));
        time.AdvanceTo(time.Clock);
        Assert.Empty(log);
        await time.AdvanceByAsync(TimeSpan.Zero);
        Assert.Equal(["due"], log);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task An_effect_that_hops_is_not_overtaken_by_its_timeout()
    {
        var hop = liftEff(_ => Task.Run(static () => Thread.SpinWait(10_000)));
        var effect = (hop >> yieldFor(1.Seconds) >> hop >> yieldFor(500.Milliseconds) >> hop >> SuccessEff("in time")).Timeout(2.Seconds);
        Assert.Equal(new Ended<string>("in time", 1500.Milliseconds), await time.RunAsync(effect));
        Assert.Equal(new Ended<string>("in time", 3.Seconds), await time.RunAsync(effect));
    }

    [Fact]
    public async Task An_effect_that_hops_is_cut_at_its_timeout()
    {
        var end = await time.RunAsync((liftEff(_ => Task.Run(static () => { })) >> yieldFor(1.Hours)).Timeout(2.Seconds));
        Assert.Equal((Error.TimedOut, 2.Seconds), (end.Error, end.At));
    }

    [Fact]
    public async Task Work_that_is_on_no_clock_is_waited_for()
    {
        var real = liftEff(_ => yieldFor(30.Milliseconds).RunAsync(Env.System).AsTask());
        var end = await time.RunAsync(from _1 in real from _2 in yieldFor(1.Hours) from _3 in real from _4 in yieldFor(1.Hours) select "done");
        Assert.Equal(new Ended<string>("done", 2.Hours), end);
    }

    [Fact]
    public async Task An_effect_that_waits_for_ever_is_given_up_after_the_patience()
    {
        time.Patience = 50.Milliseconds;
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => time.RunAsync(yieldFor(2.Seconds) >> liftEff(_ => new TaskCompletionSource<int>().Task)));
        Assert.Equal("the effect still waits: nothing is scheduled on this clock any more (it moved from 00:00:00 to 00:00:02), and 00:00:00.0500000 of real time brought no end", e.Message);
        Assert.Equal(3.Seconds, (await time.RunAsync(yieldFor(1.Seconds))).At);
    }

    [Fact]
    public async Task An_action_that_throws_ends_the_task_and_leaves_the_clock_usable()
    {
        time.At(1.Seconds, () => throw new FormatException("broken"));
        time.At(2.Seconds, () => log.Add($"{time.Elapsed.TotalSeconds}"));
        Assert.Equal("broken", (await Assert.ThrowsAsync<FormatException>(() => time.AdvanceByAsync(5.Seconds))).Message);
        Assert.Equal(1.Seconds, time.Elapsed);
        await time.AdvanceByAsync(1.Seconds);
        Assert.Equal(["2"], log);
    }

    [Fact]
    public async Task A_runaway_ends()
    {
        time.MaxItems = 10;
        using var ticking = Observable.Interval(1.Seconds, time).Subscribe();
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => time.RunAsync(yieldFor(1.Hours)));
        Assert.StartsWith("runaway virtual time: more than 10 actions", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_is_refused()
    {
        time.AdvanceBy(2.Seconds);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => time.AdvanceToAsync(DateTimeOffset.UnixEpoch + 1.Seconds));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => time.AdvanceByAsync(-1.Seconds));
        Assert.Equal(2.Seconds, time.Elapsed);
    }

    [Fact]
    public async Task A_clock_is_moved_by_one_at_a_time()
    {
        using var begun = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        time.At(1.Seconds, () =>
        {
            begun.Release();
            go.Wait(Generous, Cancelled);
        });
        var first = time.AdvanceByAsync(1.Seconds);
        Assert.True(await begun.WaitAsync(Generous, Cancelled));
        await Assert.ThrowsAsync<InvalidOperationException>(() => time.AdvanceByAsync(1.Hours));
        await Assert.ThrowsAsync<InvalidOperationException>(() => time.RunAsync(unitEff));
        go.Release();
        await first;
        await time.AdvanceByAsync(1.Seconds);
        Assert.Equal(2.Seconds, time.Elapsed);
    }

    [Fact]
    public async Task An_action_cannot_move_the_clock_that_runs_it()
    {
        time.At(1.Seconds, () => log.Add(Assert.Throws<InvalidOperationException>(() => { _ = time.AdvanceByAsync(1.Seconds); }).Message));
        time.AdvanceBy(1.Seconds);
        time.At(2.Seconds, () => log.Add(Assert.Throws<InvalidOperationException>(() => { _ = time.AdvanceByAsync(1.Seconds); }).Message));
        await time.AdvanceByAsync(1.Seconds);
        Assert.Equal(2, log.Count);
        Assert.All(log, message => Assert.StartsWith("the clock moves already", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_that_others_keep_busy_holds_the_clock_no_longer_than_the_limit()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new SemaphoreSlim(0);
        var busy = Task.Run(() =>
        {
            blocked.Release();
            release.Wait(Generous, Cancelled);
        }, Cancelled);
        Assert.True(await blocked.WaitAsync(Generous, Cancelled));
        time.DrainLimit = 5.Milliseconds;
        foreach (var second in (int[])[1, 2, 3]) time.At(second.Seconds, () => log.Add($"{time.Elapsed.TotalSeconds}"));
        await time.AdvanceByAsync(5.Seconds);
        Assert.False(busy.IsCompleted);
        Assert.Equal(["1", "2", "3"], log);
        release.Set();
        await busy;
    }

    [Fact]
    public async Task Marbles_that_hop_come_back_at_the_next_tick()
    {
        var scheduler = new TestScheduler { DrainLimit = Generous };
        var hot = scheduler.CreateHotObservable(ReactiveTest.OnNext(210, 1), ReactiveTest.OnNext(220, 2), ReactiveTest.OnCompleted<int>(300));
        var seen = scheduler.CreateObserver<int>();
        using var subscription = hot.Select(x => Observable.FromAsync(() => Task.Run(() => x * 10), scheduler)).Concat().Subscribe(seen);
        await scheduler.AdvanceToAsync(250);
        await scheduler.AdvanceByAsync(150);
        Assert.Equal(400, scheduler.Clock);
        seen.Messages.AssertEqual(ReactiveTest.OnNext(211, 10), ReactiveTest.OnNext(221, 20), ReactiveTest.OnCompleted<int>(300));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => scheduler.AdvanceToAsync(399));
    }

    [Fact]
    public void The_limits_are_20_ms_and_10_s() => Assert.Equal((20.Milliseconds, 10.Seconds, 20.Milliseconds), (new VirtualTime().DrainLimit, new VirtualTime().Patience, new TestScheduler().DrainLimit));
}
