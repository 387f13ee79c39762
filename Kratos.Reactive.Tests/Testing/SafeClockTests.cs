namespace Kratos.Reactive.Tests;

/// <summary>What both clocks of the kit promise of the actions they run.</summary>
public sealed class SafeClockTests
{
    readonly VirtualTime time = new();
    readonly TestScheduler scheduler = new();
    readonly List<string> log = [];

    [Fact]
    public void An_action_that_throws_throws_to_who_moves_the_clock_and_leaves_it_usable()
    {
        scheduler.ScheduleAbsolute(10, () => throw new FormatException("broken"));
        scheduler.ScheduleAbsolute(20, () => log.Add($"{scheduler.Clock}"));
        Assert.Equal("broken", Assert.Throws<FormatException>(scheduler.Start).Message);
        Assert.Equal((10, false), (scheduler.Clock, scheduler.IsEnabled));
        scheduler.AdvanceBy(5);
        scheduler.Start();
        Assert.Equal(["20"], log);
    }

    [Fact]
    public void So_it_is_in_virtual_time()
    {
        time.At(1.Seconds, () => throw new FormatException("broken"));
        time.At(2.Seconds, () => log.Add($"{time.Elapsed}"));
        Assert.Equal("broken", Assert.Throws<FormatException>(() => time.AdvanceBy(1.Hours)).Message);
        Assert.Equal((1.Seconds, false), (time.Elapsed, time.IsEnabled));
        time.AdvanceBy(500.Milliseconds);
        time.Start();
        Assert.Equal(["00:00:02"], log);
    }

    [Fact]
    public void A_forgotten_interval_is_a_runaway_and_says_when()
    {
        time.MaxItems = 100;
        using var ticking = Observable.Interval(1.Seconds, time).Subscribe();
        var e = Assert.Throws<InvalidOperationException>(time.Start);
        Assert.Equal("runaway virtual time: more than 100 actions, at 1970-01-01T00:01:41.0000000+00:00; is an interval never disposed?", e.Message);
        Assert.Equal((101.Seconds, false), (time.Elapsed, time.IsEnabled));
    }

    [Fact]
    public void A_runaway_at_one_tick_ends_too()
    {
        scheduler.MaxItems = 100;
        var e = Assert.Throws<InvalidOperationException>(() => scheduler.Start(() => Observable.Repeat(1, scheduler), 100_000));
        Assert.Contains("runaway virtual time: more than 100 actions, at tick", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cap_is_a_million_actions() => Assert.Equal((1_000_000, 1_000_000), (time.MaxItems, scheduler.MaxItems));

    [Fact]
    public void An_action_sees_no_synchronization_context_and_the_thread_gets_its_own_back()
    {
        using var derived = new DerivedContext();
        List<SynchronizationContext?> seen = [];
        scheduler.Schedule(() => seen.Add(SynchronizationContext.Current));
        time.At(1.Seconds, () => seen.Add(SynchronizationContext.Current));
        time.At(2.Seconds, () => throw new FormatException());
        scheduler.Start();
        Assert.Throws<FormatException>(time.Start);
        Assert.Equal([null, null], seen);
        Assert.Same(derived, SynchronizationContext.Current);
    }
}
