namespace Kratos.Reactive.Tests;

/// <summary>A call through a balancer: however it ends, it is no longer in flight, and what that says about the node is learnt.</summary>
public sealed class BalancedCallTests
{
    readonly VirtualTime time = new();
    readonly Balancer balancer;

    public BalancedCallTests() => balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));

    NodeStatus Node => balancer.Status("a");

    [Fact]
    public void A_value_is_passed_on_and_its_latency_learnt()
    {
        var (end, at) = time.Run(balancer.Call(Nodes.Any, node => yieldFor(30.Milliseconds) >> SuccessEff(node.Address)));
        Assert.Equal(("a:9000", 30.Milliseconds), (end.Value, at));
        Assert.Equal((0, 30.Milliseconds), (Node.InFlight, Node.Latency.IfNone(TimeSpan.Zero)));
    }

    [Fact]
    public void While_it_runs_it_is_in_flight()
    {
        var run = time.Begin(balancer.Call(Nodes.Any, _ => yieldFor(30.Milliseconds)));
        Assert.Equal(1, Node.InFlight);
        time.AdvanceBy(30.Milliseconds);
        Assert.Equal((0, true), (Node.InFlight, run.Result is not null));
    }

    [Fact]
    public void A_failure_is_passed_on_and_speaks_against_the_node()
    {
        var down = Error.Unavailable("DOWN", "it is down");
        var (end, _) = time.Run(balancer.Call(Nodes.Any, _ => yieldFor(1.Hours) >> FailEff<int>(down)));
        Assert.Equal(down, end.Error);
        Assert.Equal((0, 0.5), (Node.InFlight, Node.Success));
    }

    [Fact]
    public void A_caller_that_left_says_nothing_about_the_node()
    {
        using var leave = new CancellationTokenSource();
        time.At(30.Milliseconds, leave.Cancel);
        var (end, at) = time.Run(balancer.Call(Nodes.Any, _ => yieldFor(1.Hours)), time.Env.With(leave.Token));
        Assert.Equal((Error.Cancelled, 30.Milliseconds), (end.Error, at));
        Assert.True(Node is { InFlight: 0, Success: 1 } && Node.Latency.IsNone);
    }

    [Fact]
    public void A_caller_that_leaves_before_a_short_deadline_says_nothing_about_the_node()
    {
        using var leave = new CancellationTokenSource();
        time.At(16.Milliseconds, leave.Cancel);
        var (end, at) = time.Run(balancer.Call(Nodes.Any, _ => yieldFor(1.Hours)).Timeout(20.Milliseconds), time.Env.With(leave.Token));
        Assert.Equal((Error.Cancelled, 16.Milliseconds), (end.Error, at));
        Assert.True(Node is { InFlight: 0, Success: 1 } && Node.Latency.IsNone);
    }

    [Fact]
    public void A_call_that_is_cut_at_its_deadline_speaks_against_the_node()
    {
        var (end, at) = time.Run(balancer.Call(Nodes.Any, _ => yieldFor(1.Hours)).Timeout(2.Seconds));
        Assert.Equal((Error.TimedOut, 2.Seconds), (end.Error, at));
        Assert.Equal((0, 0.5, 2.Seconds), (Node.InFlight, Node.Success, Node.Latency.IfNone(TimeSpan.Zero)));
    }

    [Fact]
    public void A_function_that_throws_leaves_nothing_in_flight()
    {
        var (end, _) = time.Run(balancer.Call<int>(Nodes.Any, _ => throw new InvalidOperationException("a slip")));
        Assert.Equal("PANIC", end.Error.Reason);
        Assert.Equal(0, Node.InFlight);
    }

    [Fact]
    public void Of_an_empty_list_nothing_is_called()
    {
        balancer.Update([]);
        var (end, at) = time.Run(balancer.Call<int>(Nodes.Any, _ => throw new InvalidOperationException("nobody is there")));
        Assert.Equal((Error.Unavailable("NO_AVAILABLE_NODE", "shop has no node"), TimeSpan.Zero), (end.Error, at));
    }

    [Fact]
    public void Building_a_call_picks_nobody_and_running_it_twice_picks_twice()
    {
        var calls = 0;
        var call = balancer.Call(Nodes.Any, _ => liftEff(() => { calls++; }));
        Assert.True(Node.Idle.IsNone);
        time.Run(call);
        time.Run(call);
        Assert.Equal(2, calls);
    }
}
