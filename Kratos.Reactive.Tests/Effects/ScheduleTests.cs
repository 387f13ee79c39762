using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class ScheduleTests
{
    static readonly TimeSpan endless = System.Threading.Timeout.InfiniteTimeSpan;

    readonly VirtualTime time = new();

    double[] Seconds(Schedule schedule, int atMost = 6) => [.. schedule.Waits(time.Env).Take(atMost).Select(static wait => wait.TotalSeconds)];

    [Fact]
    public void The_simple_ones_wait_as_they_say()
    {
        Assert.Equal([0, 0, 0, 0, 0, 0], Seconds(Schedule.Forever));
        Assert.Equal([0, 0], Seconds(Schedule.Recurs(2)));
        Assert.Equal([3, 3, 3, 3, 3, 3], Seconds(Schedule.Spaced(3.Seconds)));
        Assert.Equal([0, 0], Seconds(Schedule.Spaced((-3).Seconds), 2));
        Assert.Equal([endless, endless], Schedule.Spaced(endless).Waits(time.Env).Take(2));
    }

    [Fact]
    public void An_exponential_one_grows_by_its_factor_up_to_its_longest()
    {
        Assert.Equal([1, 2, 4, 8, 16, 32], Seconds(Schedule.Exponential(1.Seconds)));
        Assert.Equal([1, 3, 9, 10, 10, 10], Seconds(Schedule.Exponential(1.Seconds, 3, 10.Seconds)));
        Assert.Equal([5, 5], Seconds(Schedule.Exponential(7.Seconds, 2, 5.Seconds), 2));
        Assert.Equal(3600, Schedule.Exponential(1.Seconds).Waits(time.Env).ElementAt(10_000).TotalSeconds);
        Assert.Equal(TimeSpan.MaxValue, Schedule.Exponential(1.Days, double.PositiveInfinity, TimeSpan.MaxValue).Waits(time.Env).ElementAt(1));
        Assert.True(Schedule.Exponential(1.Days, 10, endless).Waits(time.Env).Take(100).All(static wait => wait > TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(-2)]
    [InlineData(double.NaN)]
    public void A_factor_below_one_is_refused(double factor) =>
        Assert.Equal("factor", Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Exponential(1.Seconds, factor)).ParamName);

    [Fact]
    public void Both_goes_on_while_both_do_and_waits_the_longer()
    {
        Assert.Equal([2, 2, 4], Seconds(Schedule.Exponential(1.Seconds) & Schedule.Spaced(2.Seconds) & Schedule.Recurs(3)));
        Assert.Equal([endless], (Schedule.Spaced(endless) & Schedule.Recurs(1)).Waits(time.Env));
    }

    [Fact]
    public void Either_goes_on_while_one_does_and_waits_the_shorter()
    {
        Assert.Equal([1, 2, 3, 3], Seconds(Schedule.Exponential(1.Seconds) | Schedule.Spaced(3.Seconds), 4));
        Assert.Equal([0, 0, 3, 3], Seconds(Schedule.Recurs(2) | (Schedule.Spaced(3.Seconds) & Schedule.Recurs(4))));
        Assert.Equal([3, 3], Seconds((Schedule.Spaced(endless) | Schedule.Spaced(3.Seconds)) & Schedule.Recurs(2)));
    }

    [Fact]
    public void UpTo_begins_no_wait_that_would_end_after_the_total()
    {
        var tries = new List<double>();
        var end = time.Run(liftEff(() => tries.Add(time.Elapsed.TotalSeconds)).Bind(_ => yieldFor(1.Seconds) >> FailEff<int>(Error.TimedOut)).Retry(Schedule.Spaced(2.Seconds).UpTo(9.Seconds)));
        Assert.Equal([0, 3, 6, 9], tries);      // the waits end at 3, 6 and 9; the next would end at 12
        Assert.Equal(10.Seconds, end.At);
    }

    [Fact]
    public void UpTo_no_time_is_no_wait_and_up_to_an_infinite_time_is_all_of_them()
    {
        Assert.Empty(Schedule.Spaced(1.Seconds).UpTo(TimeSpan.Zero).Waits(time.Env));
        Assert.Equal([0, 0], Seconds(Schedule.Forever.UpTo(TimeSpan.Zero), 2));
        Assert.Empty(Schedule.Forever.UpTo((-1).Hours).Waits(time.Env));
        Assert.Equal([endless], Schedule.Spaced(endless).UpTo(endless).Waits(time.Env).Take(1));
        Assert.Empty(Schedule.Spaced(endless).UpTo(100.Days).Waits(time.Env));
    }

    [Fact]
    public void Jitter_repeats_itself_from_a_seed_and_differs_with_another()
    {
        var schedule = Schedule.Spaced(10.Seconds).Jitter() & Schedule.Recurs(50);
        TimeSpan[] Waits(int seed) => [.. schedule.Waits(new VirtualTime(seed).Env)];
        Assert.Equal(Waits(1), Waits(1));
        Assert.NotEqual(Waits(1), Waits(2));
        Assert.True(Waits(1).Distinct().Count() > 40);
    }

    [Fact]
    public void Jitter_stays_within_its_share_of_the_wait_on_both_sides() => Prop.ForAll(
        Arb.From(from share in Gen.Choose(0, 100) from wait in Gen.Choose(0, 1_000_000) from seed in Gen.Choose(0, 1000) select (share / 100.0, wait, seed)),
        one =>
        {
            var (share, wait, seed) = one;
            var waits = Schedule.Spaced(wait.Milliseconds).Jitter(share).Waits(new VirtualTime(seed).Env).Take(20);
            return waits.All(got => got.TotalMilliseconds >= (wait * (1 - share)) - 0.001 && got.TotalMilliseconds <= (wait * (1 + share)) + 0.001);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_outside_zero_to_one_is_refused(double share) =>
        Assert.Equal("share", Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Forever.Jitter(share)).ParamName);

    [Fact]
    public void An_infinite_wait_is_not_shaken_and_lasts_until_the_token_fires()
    {
        Assert.Equal([endless], Schedule.Spaced(endless).Jitter().Waits(time.Env).Take(1));
        using var stop = new CancellationTokenSource(9.Days, time.Env.Time);
        var end = time.Run(FailEff<int>(Error.TimedOut).Retry(Schedule.Spaced(endless)), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 9.Days), (end.Error, end.At));
    }

    [Fact]
    public void One_schedule_serves_many_runs_each_from_its_start()
    {
        var schedule = Schedule.Exponential(1.Seconds) & Schedule.Recurs(3);
        var retry = FailEff<int>(Error.TimedOut).Retry(schedule);
        Assert.Equal(7.Seconds, time.Run(retry).At);
        Assert.Equal(14.Seconds, time.Run(retry).At);
    }
}
