namespace Kratos.Reactive.Tests;

public sealed class TestSchedulerTests
{
    readonly TestScheduler scheduler = new();
    readonly List<string> log = [];

    IDisposable At(long ticks, string name) => scheduler.ScheduleAbsolute(ticks, () => log.Add($"{name}@{scheduler.Clock}"));

    [Fact]
    public void It_starts_at_tick_zero_which_is_the_first_instant_there_is()
    {
        Assert.Equal((0, DateTimeOffset.MinValue), (scheduler.Clock, scheduler.Now));
        scheduler.AdvanceTo(5);
        Assert.Equal(DateTimeOffset.MinValue.AddTicks(5), scheduler.Now);
    }

    [Fact]
    public void What_is_due_now_or_is_past_runs_at_the_next_tick()
    {
        scheduler.AdvanceTo(100);
        scheduler.Schedule(() => log.Add($"now@{scheduler.Clock}"));
        scheduler.Schedule(TimeSpan.Zero, () => log.Add($"zero@{scheduler.Clock}"));
        scheduler.Schedule(TimeSpan.FromTicks(-7), () => log.Add($"negative@{scheduler.Clock}"));
        scheduler.ScheduleRelative(-7, () => log.Add($"relative@{scheduler.Clock}"));
        At(40, "past");
        At(100, "present");
        At(101, "next");
        scheduler.Start();
        Assert.Equal(["now@101", "zero@101", "negative@101", "relative@101", "past@101", "present@101", "next@101"], log);
    }

    [Fact]
    public void At_the_same_tick_the_first_to_come_is_the_first_to_run()
    {
        At(20, "a");
        At(10, "b");
        At(20, "c");
        At(10, "d");
        scheduler.Start();
        Assert.Equal(["b@10", "d@10", "a@20", "c@20"], log);
    }

    [Fact]
    public void AdvanceTo_runs_what_is_due_until_then_with_what_comes_meanwhile()
    {
        scheduler.ScheduleAbsolute(10, () => At(20, "meanwhile"));
        At(20, "due");
        At(21, "later");
        scheduler.AdvanceTo(20);
        Assert.Equal(["due@20", "meanwhile@20"], log);
        scheduler.AdvanceBy(5);
        Assert.Equal(["due@20", "meanwhile@20", "later@21"], log);
        Assert.Equal(25, scheduler.Clock);
    }

    [Fact]
    public void AdvanceTo_the_present_runs_nothing()
    {
        At(10, "due");
        scheduler.Sleep(10);
        scheduler.AdvanceTo(10);
        scheduler.AdvanceBy(0);
        Assert.Empty(log);
        scheduler.AdvanceBy(1);
        Assert.Equal(["due@10"], log);
    }

    [Fact]
    public void The_clock_does_not_go_back()
    {
        scheduler.AdvanceTo(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.AdvanceTo(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.AdvanceBy(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Sleep(-1));
        Assert.Equal(10, scheduler.Clock);
    }

    [Fact]
    public void An_action_cannot_move_the_clock_that_runs_it()
    {
        scheduler.ScheduleAbsolute(10, () =>
        {
            Assert.Throws<InvalidOperationException>(() => scheduler.AdvanceTo(50));
            Assert.Throws<InvalidOperationException>(() => scheduler.AdvanceBy(50));
            log.Add("refused");
        });
        scheduler.Start();
        Assert.Equal(["refused"], log);
        Assert.Equal(10, scheduler.Clock);
    }

    [Fact]
    public void Sleep_moves_the_clock_and_runs_nothing_and_the_overdue_runs_late_but_never_back()
    {
        At(10, "a");
        At(30, "b");
        scheduler.Sleep(20);
        Assert.Empty(log);
        scheduler.Start();
        Assert.Equal(["a@20", "b@30"], log);
    }

    [Fact]
    public void What_was_cancelled_does_not_run()
    {
        using var a = At(10, "a");
        At(20, "b");
        a.Dispose();
        scheduler.Start();
        Assert.Equal(["b@20"], log);
    }

    [Fact]
    public void Stop_ends_the_run_after_the_action_that_says_so()
    {
        scheduler.ScheduleAbsolute(10, scheduler.Stop);
        At(20, "later");
        scheduler.Start();
        Assert.Empty(log);
        Assert.Equal(10, scheduler.Clock);
        scheduler.Start();
        Assert.Equal(["later@20"], log);
    }

    [Fact]
    public void The_longest_wait_is_never_due_early()
    {
        scheduler.AdvanceTo(100);
        scheduler.Schedule(TimeSpan.MaxValue, () => log.Add("too early"));
        scheduler.AdvanceTo(1_000_000);
        Assert.Empty(log);
        scheduler.Start();
        Assert.Equal((long.MaxValue, DateTimeOffset.MaxValue), (scheduler.Clock, scheduler.Now));
    }

    [Fact]
    public void An_effect_runs_on_its_env()
    {
        var effect = yieldFor(TimeSpan.FromTicks(50)) >> FailEff<int>(Error.Conflict("X", "x")) | (yieldFor(TimeSpan.FromTicks(7)) >> SuccessEff(3));
        var seen = scheduler.Start(() => effect.ToObservable(scheduler.Env));
        seen.Messages.AssertEqual(ReactiveTest.OnNext(257, 3), ReactiveTest.OnCompleted<int>(257));
    }

    [Fact]
    public void Leaving_tells_the_effect_to_stop_at_that_tick()
    {
        var left = 0L;
        var effect = yieldFor(1.Hours).Finally(liftEff(() => { left = scheduler.Clock; }));
        var seen = scheduler.Start(() => effect.ToObservable(scheduler.Env), 300);
        Assert.Empty(seen.Messages);
        Assert.Equal(300, left);
    }

    [Fact]
    public void Failures_that_nobody_could_be_given_are_kept()
    {
        scheduler.Env.Unhandled(Error.Internal("LOST", "lost"));
        Assert.Equal("LOST", Assert.Single(scheduler.Unhandled).Reason);
    }

    [Fact]
    public void Chance_repeats_itself_from_the_seed()
    {
        Assert.Equal(new TestScheduler(7).Env.Random.Next(), new TestScheduler(7).Env.Random.Next());
        Assert.NotEqual(new TestScheduler(7).Env.Random.Next(), new TestScheduler(8).Env.Random.Next());
    }
}
