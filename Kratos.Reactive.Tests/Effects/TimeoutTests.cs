namespace Kratos.Reactive.Tests;

public sealed class TimeoutTests
{
    readonly VirtualTime time = new();

    static Eff<int> Slow => yieldFor(1.Hours) >> SuccessEff(1);

    static Eff<Unit> Closing(TimeSpan takes, Error? fails = null) => yieldFor(takes) >> (fails is null ? unitEff : FailEff<Unit>(fails));

    static readonly Error closeFailed = Error.Internal("CLOSE", "");

    [Fact]
    public void It_ends_at_its_instant() => Ends(Slow.Timeout(2.Seconds), Error.TimedOut, 2.Seconds);

    [Fact]
    public void What_is_in_time_is_let_through_at_its_own_instant()
    {
        var end = time.Run((yieldFor(2.Seconds) >> SuccessEff(1)).Timeout(3.Seconds));
        Assert.Equal((1, 2.Seconds), (end.Value, end.At));
        Ends((yieldFor(1.Seconds) >> FailEff<int>(Error.Conflict("X", ""))).Timeout(3.Seconds), Error.Conflict("X", ""), 1.Seconds);
        Assert.Equal(3.Seconds, time.Elapsed);      // no timer is left behind
    }

    [Fact]
    public void It_does_not_wait_for_the_releases_of_what_it_cut_and_they_run_all_the_same()
    {
        var closed = TimeSpan.Zero;
        Ends(Slow.Finally(Closing(5.Seconds) >> liftEff(() => { closed = time.Elapsed; })).Timeout(2.Seconds), Error.TimedOut, 2.Seconds);
        Assert.Equal(7.Seconds, closed);
    }

    [Fact]
    public void A_release_that_fails_after_it_is_told_to_the_unhandled_sink()
    {
        Ends(Slow.Finally(Closing(5.Seconds, closeFailed)).Timeout(2.Seconds), Error.TimedOut, 2.Seconds);
        Assert.Equal(closeFailed, Assert.Single(time.Unhandled));
    }

    [Fact]
    public void With_a_grace_it_waits_for_the_releases_and_keeps_their_failure()
    {
        Ends(Slow.Finally(Closing(5.Seconds)).TimeoutThen(2.Seconds, 10.Seconds), Error.TimedOut, 7.Seconds);
        Ends(Slow.Finally(Closing(5.Seconds, closeFailed)).TimeoutThen(2.Seconds, 10.Seconds), Error.TimedOut.And(closeFailed), 7.Seconds);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void With_a_grace_it_waits_no_longer_than_the_grace()
    {
        Ends(Slow.Finally(Closing(15.Seconds, closeFailed)).TimeoutThen(2.Seconds, 10.Seconds), Error.TimedOut, 12.Seconds);
        Assert.Equal(closeFailed, Assert.Single(time.Unhandled));
    }

    [Fact]
    public void With_an_endless_grace_it_waits_as_long_as_it_takes() =>
        Ends(Slow.Finally(Closing(20.Seconds)).TimeoutThen(2.Seconds, System.Threading.Timeout.InfiniteTimeSpan), Error.TimedOut, 22.Seconds);

    [Fact]
    public void A_value_that_comes_within_the_grace_is_too_late() =>
        Ends(uninterruptible(local(env => env.With(CancellationToken.None), yieldFor(5.Seconds) >> SuccessEff(1))).TimeoutThen(2.Seconds, 10.Seconds), Error.TimedOut, 5.Seconds);

    [Fact]
    public void When_the_caller_leaves_the_releases_are_waited_for()
    {
        using var stop = new CancellationTokenSource(1.Seconds, time.Env.Time);
        var end = time.Run(Slow.Finally(Closing(5.Seconds)).Timeout(10.Seconds), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 6.Seconds), (end.Error, end.At));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void No_time_at_all_is_used_up_before_anything_is_done(int seconds)
    {
        var begun = false;
        Ends(liftEff(() => begun = true).Map(_ => 1).Timeout(seconds.Seconds), Error.TimedOut, TimeSpan.Zero);
        Assert.False(begun);
    }

    [Fact]
    public void An_infinite_span_is_no_limit()
    {
        var end = time.Run((yieldFor(100.Days) >> SuccessEff(1)).Timeout(System.Threading.Timeout.InfiniteTimeSpan));
        Assert.Equal((1, 100.Days), (end.Value, end.At));
    }

    [Fact]
    public void Spans_longer_than_a_system_timer_takes_are_kept_to_the_instant()
    {
        Ends((yieldFor(200.Days) >> SuccessEff(1)).Timeout(150.Days), Error.TimedOut, 150.Days);
        Assert.Equal(1, time.Run(SuccessEff(1).Timeout(TimeSpan.MaxValue)).Value);
    }

    [Fact]
    public void The_deadline_inside_is_the_earliest_of_those_around()
    {
        DateTimeOffset? seen = null;
        var look = liftEff(env => { seen = env.Deadline.MatchUnsafe<DateTimeOffset?>(at => at, () => null); return Unit.Default; });
        time.Run(look);
        Assert.Null(seen);
        time.Run(look.Timeout(7.Seconds).Timeout(5.Seconds));
        Assert.Equal(DateTimeOffset.UnixEpoch + 5.Seconds, seen);
        time.Run((yieldFor(1.Seconds) >> look.Timeout(2.Seconds)).Timeout(5.Seconds));
        Assert.Equal(DateTimeOffset.UnixEpoch + 3.Seconds, seen);
    }

    [Fact]
    public void An_inner_one_is_cut_short_by_the_deadline_around_it_and_its_fallback_is_not_waited_for()
    {
        var fallback = false;
        var inner = Slow.Timeout(10.Seconds) | (yieldFor(1.Seconds) >> liftEff(() => { fallback = true; return 2; }));
        Ends(inner.Timeout(3.Seconds), Error.TimedOut, 3.Seconds);
        Assert.False(fallback);
    }

    [Fact]
    public void A_deadline_that_has_passed_leaves_no_time() =>
        Assert.Equal(Error.TimedOut, time.Run(SuccessEff(1).Timeout(5.Seconds), time.Env.WithDeadline(DateTimeOffset.UnixEpoch)).Error);

    [Fact]
    public void What_the_work_took_before_it_waited_counts() =>
        Ends((liftEff(() => time.Sleep(1.Seconds)) >> Slow).Timeout(3.Seconds), Error.TimedOut, 3.Seconds);

    [Fact]
    public void Work_that_ignores_its_token_is_left_behind_at_the_instant_and_its_value_is_dropped()
    {
        var done = false;
        Ends(local(env => env.With(CancellationToken.None), yieldFor(9.Seconds) >> liftEff(() => { done = true; return 1; })).Timeout(2.Seconds), Error.TimedOut, 2.Seconds);
        Assert.True(done);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void Work_that_finds_by_itself_that_its_time_is_over_has_nothing_new_to_say()
    {
        var late = local(env => env.With(CancellationToken.None), yieldFor(3.Seconds) >> FailEff<int>(Error.TimedOut));
        Ends(late.Timeout(2.Seconds), Error.TimedOut, 2.Seconds);
        Ends(late.TimeoutThen(2.Seconds, 10.Seconds), Error.TimedOut, 3.Seconds);
        Assert.Empty(time.Unhandled);
        Ends(late.Finally(Closing(5.Seconds, closeFailed)).Timeout(2.Seconds), Error.TimedOut, 2.Seconds);
        Assert.Equal(closeFailed, Assert.Single(Assert.Single(time.Unhandled).Others));
    }

    void Ends(Eff<int> effect, Error error, TimeSpan after)
    {
        var start = time.Elapsed;
        var end = time.Run(effect);
        Assert.Equal((error, after), (end.Error, end.At - start));
    }
}
