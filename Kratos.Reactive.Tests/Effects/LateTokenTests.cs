namespace Kratos.Reactive.Tests;

/// <summary>The token of a part with a scope of its own is made when somebody asks for it: that changes nothing but what it costs.</summary>
public sealed class LateTokenTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void It_is_the_same_each_time_it_is_asked_for_and_fires_when_the_caller_leaves()
    {
        using var caller = new CancellationTokenSource();
        Env? inside = null;
        var end = time.Run(envEff.Bind(env => liftEff(() =>
        {
            inside = env;
            Assert.Equal(env.Token, env.Token);
            Assert.NotEqual(caller.Token, env.Token);
            caller.Cancel();
            return env.Token.IsCancellationRequested;
        })).Timeout(1.Hours), time.Env.With(caller.Token));
        Assert.True(end.Value);
        Assert.True(inside!.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_part_whose_token_nobody_asked_for_stops_all_the_same_when_the_caller_leaves()
    {
        using var caller = new CancellationTokenSource();
        var went = false;
        var work = liftEff(caller.Cancel) >> liftEff(() => { went = true; });
        var end = time.Run(work.Timeout(2.Hours).Timeout(1.Hours), time.Env.With(caller.Token));
        Assert.Equal((Error.Cancelled, false), (end.Error, went));
    }

    [Fact]
    public void Asked_for_after_the_end_it_is_one_that_does_not_fire_and_holds_nobody()
    {
        using var caller = new CancellationTokenSource();
        var inside = time.Run(envEff.Timeout(1.Hours), time.Env.With(caller.Token)).Value;
        caller.Cancel();
        Assert.False(inside.Token.IsCancellationRequested);
    }

    [Fact]
    public void Asked_for_before_the_end_it_does_not_fire_after_it()
    {
        using var caller = new CancellationTokenSource();
        var token = time.Run(envEff.Map(static env => env.Token).Timeout(1.Hours), time.Env.With(caller.Token)).Value;
        caller.Cancel();
        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public void A_part_that_nobody_asks_costs_no_source_of_a_token()
    {
        var work = SuccessEff(1).Timeout(1.Hours);
        var env = Env.System.With(new CancellationTokenSource().Token);
        long Bytes()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) Assert.True(work.RunAsync(env).IsCompleted);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        }

        Bytes();
        Assert.InRange(Bytes(), 1, 160);        // a source and a registration would be 200 more
    }
}
