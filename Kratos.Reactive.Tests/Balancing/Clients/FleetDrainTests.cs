namespace Kratos.Reactive.Tests;

/// <summary>What becomes of calls and streams on a node that leaves.</summary>
public sealed class FleetDrainTests : IDisposable
{
    readonly Town town = new();

    public FleetDrainTests()
    {
        town.Joins("a");
        town.Answers("a", yieldFor(3.Seconds) >> SuccessEff("a"));
        town.Streams("a", (_, env) => Observable.Interval(1.Seconds, env.Scheduler).Take(5).Select(n => (object)n));
    }

    public void Dispose() => town.Dispose();

    [Fact]
    public void A_call_in_flight_ends_by_itself_and_then_the_client_is_given_back()
    {
        var call = town.Open().Time.Begin(town.Call);
        town.Time.AdvanceBy(1.Seconds);
        town.Leaves("a");
        Assert.Equal(["0 + a"], town.Log);
        town.Time.AdvanceBy(5.Seconds);
        Assert.Equal("a", call.Result!.Value.Value);
        Assert.Equal(["0 + a", "3 - a"], town.Log);
    }

    [Fact]
    public void So_does_a_stream_that_is_open()
    {
        var replies = town.Open().Time.Watch(town.Stream());
        town.Time.AdvanceBy(1500.Milliseconds);
        town.Leaves("a");
        town.Time.AdvanceBy(10.Seconds);
        Assert.Equal("1s OnNext(0) 2s OnNext(1) 3s OnNext(2) 4s OnNext(3) 5s OnNext(4) 5s OnCompleted()", string.Join(' ', replies));
        Assert.Equal(["0 + a", "5 - a"], town.Log);
    }

    [Fact]
    public void But_not_for_ever()
    {
        var log = new CapturedLog();
        town.Streams("a", (_, _) => Observable.Never<object>());
        using var open = town.Open(new() { Drain = 20.Seconds, Log = log }).Stream().Subscribe(_ => { }, _ => { });
        town.Time.AdvanceBy(1.Seconds);
        town.Leaves("a");
        town.Time.AdvanceBy(1.Hours);
        Assert.Equal(["0 + a", "21 - a"], town.Log);
        Assert.Contains(log.Lines, line => line.Text == "shop-a at a:9000 had calls going on 00:00:20 after it left: its connections are closed");
    }

    [Fact]
    public void A_stream_that_is_left_lets_the_node_go()
    {
        town.Streams("a", (_, _) => Observable.Never<object>());
        var open = town.Open().Stream().Subscribe();
        town.Leaves("a");
        town.Time.At(2.Seconds, open.Dispose);
        town.Time.AdvanceBy(3.Seconds);
        Assert.Equal(["0 + a", "2 - a"], town.Log);
    }

    [Fact]
    public void Giving_the_client_back_gives_back_the_nodes_that_drain_too()
    {
        town.Open().Time.Begin(town.Call);
        town.Leaves("a");
        town.Time.AdvanceBy(1.Seconds);
        town.Close();
        Assert.Equal(["0 + a", "1 - a"], town.Log);
    }

    [Fact]
    public void A_node_that_comes_back_while_it_drains_has_a_client_of_its_own()
    {
        town.Open().Time.Begin(town.Call);
        town.Leaves("a");
        town.Time.AdvanceBy(1.Seconds);
        town.Joins("a");
        var second = town.Time.Begin(town.Call);
        town.Time.AdvanceBy(5.Seconds);
        Assert.Equal("a", second.Result!.Value.Value);
        Assert.Equal(["0 + a", "1 + a", "3 - a"], town.Log);
    }
}
