namespace Kratos.Reactive.Tests;

public sealed class RetryTests
{
    readonly VirtualTime time = new();
    readonly List<double> tries = [];

    Eff<int> Fails(int times) => liftEff<int>(_ =>
    {
        tries.Add(time.Elapsed.TotalSeconds);
        return tries.Count <= times ? Error.Unavailable($"TRY{tries.Count}", "") : tries.Count;
    });

    [Fact]
    public void It_runs_at_once_and_then_after_each_wait_of_its_schedule()
    {
        var end = time.Run(Fails(4).Retry(Schedule.Exponential(1.Seconds) & Schedule.Recurs(5)));
        Assert.Equal((5, 15.Seconds), (end.Value, end.At));
        Assert.Equal([0, 1, 3, 7, 15], tries);
    }

    [Fact]
    public void When_the_schedule_is_used_up_it_ends_in_the_last_failure()
    {
        var end = time.Run(Fails(9).Retry(Schedule.Spaced(2.Seconds) & Schedule.Recurs(2)));
        Assert.Equal(("TRY3", 4.Seconds), (end.Error.Reason, end.At));
        Assert.Equal([0, 2, 4], tries);
    }

    [Fact]
    public void No_recurrence_is_one_run()
    {
        Assert.Equal("TRY1", time.Run(Fails(9).Retry(Schedule.Recurs(0))).Error.Reason);
        Assert.Equal("TRY2", time.Run(Fails(9).Retry(Schedule.Recurs(-1))).Error.Reason);
    }

    [Fact]
    public void A_failure_that_the_predicate_refuses_ends_it()
    {
        Assert.Equal("TRY3", time.Run(Fails(9).Retry(Schedule.Forever, error => error.Reason != "TRY3")).Error.Reason);
        Assert.Equal([0, 0, 0], tries);
    }

    [Fact]
    public void A_cancellation_is_not_tried_again_whoever_asked_for_it()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var begun = 0;
        var wait = liftEff(() => { begun++; }) >> yieldFor(1.Hours);
        Assert.Equal(Error.Cancelled, time.Run(wait.Retry(Schedule.Forever), time.Env.With(stop.Token)).Error);
        Assert.Equal(Error.Cancelled, time.Run((liftEff(() => { begun++; }) >> FailEff<int>(Error.Cancelled)).Retry(Schedule.Forever)).Error);
        Assert.Equal((2, 3.Seconds), (begun, time.Elapsed));
    }

    [Fact]
    public void A_wait_between_tries_is_cut_by_the_token()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var end = time.Run(Fails(9).Retry(Schedule.Spaced(2.Seconds)), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 3.Seconds), (end.Error, end.At));
        Assert.Equal([0, 2], tries);
    }

    [Fact]
    public void In_a_protected_region_it_gives_up_too_once_the_token_has_fired()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var end = time.Run(uninterruptible((yieldFor(2.Seconds) >> Fails(99)).Retry(Schedule.Forever)), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 3.Seconds), (end.Error, end.At));
    }

    [Fact]
    public void In_a_protected_region_a_cut_ends_it_in_the_last_failure()
    {
        var acquire = awaitAny(FailEff<int>(Error.Unavailable("TRY", "")), yieldFor(1.Hours) >> SuccessEff(1)).Retry(Schedule.Spaced(1.Seconds));
        var end = time.Run(fork(yieldFor(1.Seconds) >> FailEff<int>(Error.Conflict("FORK", ""))) >> uninterruptible(acquire));
        Assert.Equal(1.Seconds, end.At);
        Assert.Equal(["TRY", "FORK"], end.Error.Others.Prepend(end.Error).Select(error => error.Reason));
    }

    [Fact]
    public void Each_try_gives_back_what_it_acquired_before_the_next()
    {
        var (open, most) = (0, 0);
        var held = Resource.Make(liftEff(() => { most = Math.Max(most, ++open); }), _ => liftEff(() => { open--; }));
        Assert.Equal(4, time.Run(held.Use(_ => Fails(3)).Retry(Schedule.Spaced(1.Seconds))).Value);
        Assert.Equal((0, 1), (open, most));
    }

    [Fact]
    public void A_repetition_goes_on_while_it_succeeds_and_ends_in_the_last_value()
    {
        var end = time.Run(Fails(0).Repeat(Schedule.Spaced(5.Seconds) & Schedule.Recurs(3)));
        Assert.Equal((4, 15.Seconds), (end.Value, end.At));
        Assert.Equal([0, 5, 10, 15], tries);
    }

    [Fact]
    public void A_failure_ends_a_repetition()
    {
        var end = time.Run(liftEff<int>(_ => tries.Count == 3 ? Error.Conflict("THIRD", "") : 0).Bind(_ => Fails(0)).Repeat(Schedule.Spaced(5.Seconds)));
        Assert.Equal(("THIRD", 15.Seconds), (end.Error.Reason, end.At));
    }

    [Fact]
    public void A_schedule_that_throws_is_a_failure_with_its_cause()
    {
        var schedule = Schedule.Spaced(1.Seconds).Jitter();
        var end = time.Run(Fails(9).Retry(schedule), time.Env.With(new BrokenRandom()));
        Assert.IsType<NotSupportedException>(Assert.Single(end.Error.Others).Cause);
        Assert.Equal("TRY1", end.Error.Reason);
    }

    sealed class BrokenRandom : Random
    {
        public override double NextDouble() => throw new NotSupportedException();
    }
}
