namespace Kratos.Reactive.Tests;

public sealed class EffTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void A_query_gives_what_its_steps_give()
    {
        var sum = from a in SuccessEff(1)
                  from b in yieldFor(2.Seconds) >> SuccessEff(2)
                  from _ in guard(b == 2, Error.Internal("B", "b"))
                  from c in liftEff(env => Task.FromResult(3))
                  select a + b + c;
        var end = time.Run(sum);
        Assert.Equal(6, end.Value);
        Assert.Equal(2.Seconds, end.At);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_million_binds_do_not_overflow(bool left)
    {
        Eff<int> Right(int n) => n == 0 ? SuccessEff(0) : SuccessEff(n).Bind(_ => Right(n - 1));
        var effect = left ? Enumerable.Range(0, 1_000_000).Aggregate(SuccessEff(0), (all, _) => all.Bind(n => SuccessEff(n))) : Right(1_000_000);
        Assert.Equal(0, time.Run(effect).Value);
    }

    [Fact]
    public void A_million_maps_catches_and_query_steps_do_not_overflow()
    {
        var effect = SuccessEff(0);
        for (var i = 0; i < 1_000_000; i++) effect = (i % 3) switch { 0 => effect.Map(n => n + 1), 1 => effect | SuccessEff(0), _ => from n in effect from m in SuccessEff(n) select m };
        Assert.Equal(333_334, time.Run(effect).Value);
    }

    [Fact]
    public void A_timeout_ends_at_its_instant()
    {
        var end = time.Run((yieldFor(1.Hours) >> SuccessEff(1)).Timeout(2.Seconds));
        Assert.Equal(Error.TimedOut, end.Error);
        Assert.Equal(2.Seconds, end.At);
    }

    [Fact]
    public void A_retry_waits_as_its_schedule_says()
    {
        var tries = 0;
        var end = time.Run(liftEff<int>(_ => ++tries < 4 ? Error.Unavailable("DOWN", "down") : tries).Retry(Schedule.Exponential(1.Seconds) & Schedule.Recurs(5)));
        Assert.Equal(4, end.Value);
        Assert.Equal(7.Seconds, end.At);
    }

    [Fact]
    public void A_cancelled_bracket_releases()
    {
        using var stop = new CancellationTokenSource(1.Seconds, time.Env.Time);
        var freed = 0;
        var end = time.Run(Resource.Make(SuccessEff(1), _ => yieldFor(1.Seconds) >> liftEff(() => { freed++; })).Use(_ => yieldFor(1.Hours)), time.Env.With(stop.Token));
        Assert.Equal(Error.Cancelled, end.Error);
        Assert.Equal((1, 2.Seconds), (freed, end.At));
    }

    [Fact]
    public void An_async_eff_waits_fails_and_cleans_up()
    {
        var log = new List<string>();
        async Eff<int> Work(int n)
        {
            try
            {
                await yieldFor(1.Seconds);
                await Task.Delay(1.Seconds, time.Env.Time);
                return n == 0 ? await FailEff<int>(Error.Conflict("N", "n")) : await Work(n - 1);
            }
            finally
            {
                await yieldFor(1.Seconds);
                log.Add($"{n} at {time.Elapsed.TotalSeconds}");
            }
        }

        var end = time.Run(Work(1));
        Assert.Equal("N", end.Error.Reason);
        Assert.Equal(["0 at 5", "1 at 6"], log);
    }

    [Fact]
    public void A_fork_that_fails_unheard_cuts_its_owner()
    {
        var end = time.Run(from f in fork(yieldFor(1.Seconds) >> FailEff<int>(Error.Conflict("FORK", "f"))) from _ in yieldFor(1.Hours) select 1);
        Assert.Equal("FORK", end.Error.Reason);
        Assert.Equal(1.Seconds, end.At);
    }

    [Fact]
    public void A_fork_is_joined()
    {
        var end = time.Run(from f in fork(yieldFor(3.Seconds) >> SuccessEff(5)) from _ in yieldFor(1.Seconds) from x in f.Join select x);
        Assert.Equal((5, 3.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void All_and_any()
    {
        Assert.Equal(2.Seconds, time.Run(awaitAll(yieldFor(1.Seconds), yieldFor(2.Seconds))).At);
        Assert.Equal(3, time.Run(awaitAny(yieldFor(5.Seconds).Map(_ => 5), yieldFor(3.Seconds).Map(_ => 3))).Value);
        Assert.Equal(5.Seconds, time.Elapsed);
    }

    [Fact]
    public async Task One_value_runs_100_times_in_parallel()
    {
        async Eff<int> Slow()
        {
            var sum = 0;
            for (var i = 0; i < 50; i++)
            {
                await yieldFor(1.Milliseconds);
                sum += await SuccessEff(i);
            }

            return sum;
        }

        var one = Slow();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => one.RunAsync(Env.System).AsTask()));
        Assert.All(all, end => Assert.Equal(1225, end.Value));
    }
}
