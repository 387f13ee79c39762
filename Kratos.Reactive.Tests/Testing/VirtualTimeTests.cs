using System.Reactive;

namespace Kratos.Reactive.Tests;

public sealed class VirtualTimeTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void It_starts_at_the_unix_epoch()
    {
        Assert.Equal((DateTimeOffset.UnixEpoch, TimeSpan.Zero), (time.Now, time.Elapsed));
        Assert.Equal(time.Now, time.Env.Time.GetUtcNow());
    }

    [Fact]
    public void An_effect_runs_to_its_end_at_once_and_the_next_goes_on_from_there()
    {
        Assert.Equal(new Ended<int>(5, 3.Seconds), time.Run(yieldFor(3.Seconds) >> SuccessEff(5)));
        Assert.Equal(7.Seconds, time.Run(yieldFor(4.Seconds)).At);
        Assert.Equal(7.Seconds, time.Run(SuccessEff(1)).At);
    }

    [Fact]
    public void An_end_is_its_value_or_its_error()
    {
        Assert.Equal(5, time.Run(SuccessEff(5)).Value);
        Assert.Throws<InvalidOperationException>(() => time.Run(SuccessEff(5)).Error);
        Assert.Equal("X", time.Run(FailEff<int>(Error.Conflict("X", "x"))).Error.Reason);
        Assert.Equal("0s Succ(5)", time.Run(SuccessEff(5)).ToString());
        Assert.Equal("X", Assert.Throws<ErrorException>(() => time.Run(FailEff<int>(Error.Conflict("X", "x"))).Value).Error.Reason);
    }

    [Fact]
    public void An_effect_may_be_given_another_env()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        var end = time.Run(yieldFor(1.Hours), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 2.Seconds), (end.Error, end.At));
    }

    [Fact]
    public void An_effect_that_waits_for_nothing_on_this_clock_is_said_to_wait()
    {
        var e = Assert.Throws<InvalidOperationException>(() => time.Run(yieldFor(2.Seconds) >> liftEff(_ => new TaskCompletionSource<int>().Task)));
        Assert.Equal("the effect still waits, and nothing is scheduled on this clock any more (it moved from 00:00:00 to 00:00:02); for work on other threads use RunAsync", e.Message);
        Assert.Equal(3.Seconds, time.Run(yieldFor(1.Seconds)).At);
    }

    [Fact]
    public void An_effect_that_was_begun_ends_when_the_clock_comes_there()
    {
        var running = time.Begin(yieldFor(2.Seconds) >> SuccessEff("done"));
        Assert.Null(running.Result);
        time.AdvanceBy(1999.Milliseconds);
        Assert.Null(running.Result);
        time.AdvanceBy(1.Milliseconds);
        Assert.Equal(new Ended<string>("done", 2.Seconds), running.Result);
        Assert.Equal(new Ended<int>(1, 2.Seconds), time.Begin(SuccessEff(1)).Result);
    }

    [Fact]
    public void What_an_observable_says_comes_with_its_instant()
    {
        var seen = time.Run(Observable.Interval(2.Seconds, time).Take(2).Concat(Observable.Throw<long>(new ErrorException(Error.Unavailable("DOWN", "down")))));
        Assert.Equal([new(2.Seconds, Notification.CreateOnNext(0L)), new(4.Seconds, Notification.CreateOnNext(1L))], seen.Take(2));
        Assert.Equal(["2s OnNext(0)", "4s OnNext(1)", "4s OnError(DOWN)"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void A_watch_grows_as_the_clock_moves()
    {
        var seen = time.Watch(Observable.Timer(1.Seconds, 1.Seconds, time).Take(3));
        Assert.Empty(seen);
        time.AdvanceBy(2.Seconds);
        Assert.Equal(["1s OnNext(0)", "2s OnNext(1)"], seen.Select(one => one.ToString()));
        time.Start();
        Assert.Equal(["3s OnNext(2)", "3s OnCompleted()"], seen.Skip(2).Select(one => one.ToString()));
    }

    [Fact]
    public void At_is_counted_from_the_start_and_after_from_the_subscription()
    {
        List<TimeSpan> at = [];
        time.AdvanceBy(1.Seconds);
        var after = time.Watch(time.After(2.Seconds));
        time.At(2.Seconds, () => at.Add(time.Elapsed));
        time.Start();
        Assert.Equal([2.Seconds], at);
        Assert.Equal([3.Seconds, 3.Seconds], after.Select(one => one.At));
    }

    [Fact]
    public void At_the_same_instant_the_first_to_come_is_the_first_to_run()
    {
        List<string> log = [];
        foreach (var name in (string[])["a", "b", "c"]) time.At(1.Seconds, () => log.Add(name));
        time.At(1.Seconds, () => time.Schedule(() => log.Add($"now at {time.Elapsed}")));
        time.At(1.Seconds, () => log.Add("d"));
        time.Start();
        Assert.Equal(["a", "b", "c", "d", "now at 00:00:01"], log);
    }

    [Fact]
    public void The_longest_wait_is_never_due_early()
    {
        var running = time.Begin(SuccessEff(1).Timeout(TimeSpan.MaxValue));
        using var waits = time.Schedule(TimeSpan.MaxValue, () => Assert.Fail("too early"));
        time.AdvanceBy(TimeSpan.FromDays(365_000));
        Assert.Equal(new Ended<int>(1, TimeSpan.Zero), running.Result);
    }

    [Fact]
    public void A_million_ticks_of_an_interval_are_exact() =>
        Assert.Equal(999_999.Seconds, time.Run(Observable.Interval(1.Seconds, time).Take(999_999).LastAsync())[0].At);

    [Fact]
    public void A_context_on_the_thread_of_the_test_changes_nothing()
    {
        using var derived = new DerivedContext();
        var tries = 0;
        async Eff<int> Steps()
        {
            for (var i = 0; i < 3; i++) await Task.Delay(1.Seconds, time.Env.Time);
            return ++tries < 3 ? await FailEff<int>(Error.Unavailable("DOWN", "down")) : tries;
        }

        Assert.Equal(new Ended<int>(3, 12.Seconds), time.Run(Steps().Retry(Schedule.Exponential(1.Seconds) & Schedule.Recurs(2))));
        Assert.Equal(0, derived.Posts);
        Assert.Same(derived, SynchronizationContext.Current);
    }

    [Fact]
    public void Failures_that_nobody_could_be_given_are_kept()
    {
        var late = Resource.Make(SuccessEff(1), _ => yieldFor(1.Seconds) >> FailEff<Unit>(Error.Internal("LEAK", "it would not close"))).Use(_ => yieldFor(1.Hours));
        Assert.Equal((Error.TimedOut, 2.Seconds), time.Run(late.Timeout(2.Seconds)) is var end ? (end.Error, end.At) : default);
        time.Start();
        Assert.Contains(time.Unhandled, error => error.Reason == "LEAK" || error.Others.Any(other => other.Reason == "LEAK"));
    }

    [Fact]
    public void Chance_repeats_itself_from_the_seed()
    {
        Assert.Equal(new VirtualTime().Env.Random.Next(), new VirtualTime(0).Env.Random.Next());
        Assert.NotEqual(new VirtualTime(1).Env.Random.Next(), new VirtualTime(2).Env.Random.Next());
    }
}
