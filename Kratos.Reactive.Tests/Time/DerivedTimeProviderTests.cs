namespace Kratos.Reactive.Tests;

/// <summary>The clock of an environment as the BCL sees it.</summary>
public sealed class DerivedTimeProviderTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    TimeProvider Clock => time.Env.Time;

    void Ring(object? state) => log.Add($"{time.Elapsed.TotalSeconds}");

    ITimer Timer(TimeSpan due, TimeSpan period) => Clock.CreateTimer(Ring, null, due, period);

    [Fact]
    public void It_tells_the_time_of_the_scheduler()
    {
        var begin = Clock.GetTimestamp();
        Assert.Equal(DateTimeOffset.UnixEpoch, Clock.GetUtcNow());
        time.AdvanceBy(90.Minutes);
        Assert.Equal(DateTimeOffset.UnixEpoch + 90.Minutes, Clock.GetUtcNow());
        Assert.Equal(90.Minutes, Clock.GetElapsedTime(begin));
        Assert.Equal((TimeZoneInfo.Utc, TimeSpan.Zero), (Clock.LocalTimeZone, Clock.GetLocalNow().Offset));
    }

    [Fact]
    public void A_loop_of_delays_runs_whole_before_the_advance_returns()
    {
        var loop = Loop();
        time.AdvanceBy(10.Seconds);
        Assert.True(loop.IsCompletedSuccessfully);
        Assert.Equal(["1", "2", "3"], log);

        async Task Loop()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Delay(1.Seconds, Clock).ConfigureAwait(false);
                Ring(null);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_context_on_the_thread_does_not_take_a_loop_out_of_virtual_time(bool derived)
    {
        using var context = new DerivedContext();
        if (!derived) SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        A_loop_of_delays_runs_whole_before_the_advance_returns();
        Assert.Equal(0, context.Posts);
    }

    [Fact]
    public void A_delay_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var delay = Task.Delay(1.Hours, Clock, stop.Token);
        time.At(2.Seconds, stop.Cancel);
        time.AdvanceBy(3.Seconds);
        Assert.True(delay.IsCanceled);
        time.Start();
        Assert.Equal(3.Seconds, time.Elapsed);
    }

    [Fact]
    public void A_cancellation_source_fires_at_its_instant_and_may_be_set_anew()
    {
        using var stop = new CancellationTokenSource(2.Seconds, Clock);
        using var told = stop.Token.Register(() => Ring(null));
        time.AdvanceBy(1.Seconds);
        stop.CancelAfter(4.Seconds);
        time.AdvanceBy(10.Seconds);
        Assert.Equal(["5"], log);
    }

    [Fact]
    public void A_cancellation_source_that_is_disposed_leaves_nothing_scheduled()
    {
        new CancellationTokenSource(1.Hours, Clock).Dispose();
        time.Start();
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public void A_periodic_timer_ticks_at_its_period_until_it_is_disposed()
    {
        var timer = new PeriodicTimer(2.Seconds, Clock);
        var loop = Loop();
        time.At(7.Seconds, timer.Dispose);
        time.Start();
        Assert.True(loop.IsCompletedSuccessfully);
        Assert.Equal(["2", "4", "6", "end 7"], log);

        async Task Loop()
        {
            while (await timer.WaitForNextTickAsync().ConfigureAwait(false)) Ring(null);
            log.Add($"end {time.Elapsed.TotalSeconds}");
        }
    }

    [Fact]
    public void A_task_is_waited_for_until_the_instant()
    {
        var source = new TaskCompletionSource<int>();
        var (cut, heard) = (source.Task.WaitAsync(2.Seconds, Clock, TestContext.Current.CancellationToken), source.Task.WaitAsync(4.Seconds, Clock, TestContext.Current.CancellationToken));
        time.At(3.Seconds, () => source.SetResult(5));
        time.AdvanceBy(2.Seconds);
        Assert.IsType<TimeoutException>(cut.Exception?.InnerException);
        Assert.False(heard.IsCompleted);
        time.Start();
        Assert.Equal((true, 3.Seconds), (heard.IsCompletedSuccessfully, time.Elapsed));
    }

    [Fact]
    public void A_timer_rings_when_it_is_due_and_then_by_its_period()
    {
        using var timer = Timer(3.Seconds, 2.Seconds);
        time.AdvanceBy(8.Seconds);
        Assert.Equal(["3", "5", "7"], log);
    }

    [Fact]
    public void A_timer_gives_its_state_and_without_a_period_rings_once()
    {
        using var zero = Clock.CreateTimer(state => log.Add($"{state} {time.Elapsed.TotalSeconds}"), "zero", TimeSpan.Zero, TimeSpan.Zero);
        using var infinite = Clock.CreateTimer(state => log.Add($"{state} {time.Elapsed.TotalSeconds}"), "one", 1.Seconds, Timeout.InfiniteTimeSpan);
        Assert.Empty(log);
        time.Start();
        Assert.Equal(["zero 0", "one 1"], log);
    }

    [Fact]
    public void A_timer_that_is_not_due_waits_to_be_set()
    {
        using var timer = Timer(Timeout.InfiniteTimeSpan, 1.Seconds);
        time.AdvanceBy(5.Seconds);
        Assert.Empty(log);
        Assert.True(timer.Change(2.Seconds, Timeout.InfiniteTimeSpan));
        time.AdvanceBy(5.Seconds);
        Assert.Equal(["7"], log);
    }

    [Fact]
    public void A_timer_that_is_disposed_in_its_callback_does_not_ring_again()
    {
        ITimer? timer = null;
        timer = Clock.CreateTimer(_ =>
        {
            Ring(null);
            if (log.Count == 2) timer!.Dispose();
        }, null, 1.Seconds, 1.Seconds);
        time.AdvanceBy(10.Seconds);
        Assert.Equal(["1", "2"], log);
        Assert.False(timer.Change(1.Seconds, 1.Seconds));
        time.Start();
        Assert.Equal(["1", "2"], log);
    }

    [Fact]
    public void A_timer_that_is_changed_in_its_callback_goes_by_the_change()
    {
        ITimer? timer = null;
        timer = Clock.CreateTimer(_ =>
        {
            Ring(null);
            if (log.Count == 2) timer!.Change(5.Seconds, 3.Seconds);
            if (log.Count == 4) timer!.Change(Timeout.InfiniteTimeSpan, 1.Seconds);
        }, null, 1.Seconds, 1.Seconds);
        time.Start();
        Assert.Equal(["1", "2", "7", "10"], log);
    }

    [Fact]
    public async Task A_timer_that_is_disposed_does_not_ring()
    {
        await Timer(1.Seconds, 1.Seconds).DisposeAsync();
        time.Start();
        Assert.Empty(log);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public void Spans_longer_than_a_system_timer_takes_are_exact()
    {
        using var once = Timer(1000.Days, Timeout.InfiniteTimeSpan);
        using var often = Clock.CreateTimer(_ => log.Add("period"), null, 400.Days, 400.Days);
        time.AdvanceBy(1199.Days);
        Assert.Equal(["period", "period", $"{1000.Days.TotalSeconds}"], log);
    }

    [Fact]
    public void A_callback_that_throws_throws_to_who_moves_the_clock_and_a_periodic_timer_goes_on()
    {
        using var timer = Clock.CreateTimer(_ =>
        {
            Ring(null);
            if (log.Count == 1) throw new FormatException("broken");
        }, null, 1.Seconds, 1.Seconds);
        Assert.Throws<FormatException>(() => time.AdvanceBy(3.Seconds));
        time.AdvanceBy(2.Seconds);
        Assert.Equal(["1", "2", "3"], log);
    }

    [Fact]
    public void Negative_spans_are_refused()
    {
        Assert.Equal("dueTime", Assert.Throws<ArgumentOutOfRangeException>(() => Timer(-2.Seconds, 1.Seconds)).ParamName);
        Assert.Equal("period", Assert.Throws<ArgumentOutOfRangeException>(() => Timer(1.Seconds, -2.Seconds)).ParamName);
        using var timer = Timer(1.Seconds, Timeout.InfiniteTimeSpan);
        Assert.Throws<ArgumentOutOfRangeException>(() => timer.Change(-2.Seconds, 1.Seconds));
        time.Start();
        Assert.Equal(["1"], log);
    }
}
