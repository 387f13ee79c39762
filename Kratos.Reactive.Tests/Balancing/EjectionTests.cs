using System.Diagnostics.Metrics;

namespace Kratos.Reactive.Tests;

/// <summary>When a node is left out, and when it is back, to the tick.</summary>
public sealed class EjectionTests
{
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    static readonly Error Down = Error.Unavailable("DOWN", "it is down");

    readonly VirtualTime time = new();

    static void Fail(Balancer balancer, string id, int times = 1, Error? with = null)
    {
        while (times > 0)
        {
            var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
            if (picked.Node.Instance.Id != id)
            {
                picked.Done<Unit>(Error.Cancelled);
                continue;
            }

            picked.Done<Unit>(with ?? Down);
            times--;
        }
    }

    [Fact]
    public void After_five_failures_in_a_row_a_node_is_out_for_ten_seconds()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b"));
        time.AdvanceBy(1.Seconds);
        Fail(balancer, "a", 4);
        Assert.False(balancer.IsOut("a"));
        Fail(balancer, "a");
        Assert.Equal(10.Seconds, balancer.Status("a").Out.IfNone(TimeSpan.Zero));
        Assert.Equal("b b b b", balancer.Sequence(4));
        time.AdvanceTo(DateTimeOffset.UnixEpoch + 11.Seconds - Tick);
        Assert.Equal("b b b b", balancer.Sequence(4));
        time.AdvanceBy(Tick);
        Assert.Contains("a", balancer.Sequence(2), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_fails_again_when_it_is_back_is_out_for_twice_as_long_each_time_and_five_minutes_at_most()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b"));
        Fail(balancer, "a", 4);
        foreach (var seconds in (int[])[10, 20, 40, 80, 160, 300, 300])
        {
            Fail(balancer, "a");
            Assert.Equal(seconds.Seconds, balancer.Status("a").Out.IfNone(TimeSpan.Zero));
            time.AdvanceBy(seconds.Seconds - Tick);
            Assert.True(balancer.IsOut("a"));
            time.AdvanceBy(Tick);
            Assert.False(balancer.IsOut("a"));
        }
    }

    [Fact]
    public void Who_is_left_out_and_who_is_back_is_logged_and_counted()
    {
        var (log, counted) = (new CapturedLog(), new List<string>());
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => { if (instrument.Name == "kratos.balancing.ejected") listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            if (all["service"] == "ejected") lock (counted) counted.Add($"{all["address"]} {count}");
        });
        listener.Start();
        var balancer = (Balancing.RoundRobin with { Log = log }).Over("ejected", time.Env);
        balancer.Update(Nodes.Named("a", "b"));
        Fail(balancer, "a", 5);
        time.AdvanceBy(10.Seconds);
        Fail(balancer, "a");
        time.AdvanceBy(20.Seconds);
        balancer.Sequence(8);
        Assert.Equal(
            [
                "shop-a at a:9000 is left out for 00:00:10, because calls to it fail: 503 DOWN: it is down",
                "shop-a at a:9000 is left out for 00:00:20, because calls to it fail: 503 DOWN: it is down",
                "shop-a at a:9000 is back: it answers",
            ],
            log.Lines.Select(line => line.Text));
        Assert.Equal(["a:9000 1", "a:9000 1"], counted);
    }

    [Fact]
    public void An_answer_clears_it()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b"));
        Fail(balancer, "a", 4);
        balancer.Sequence(2);
        Fail(balancer, "a", 4, Down);
        Assert.False(balancer.IsOut("a"));
        Fail(balancer, "a");
        time.AdvanceBy(10.Seconds);
        balancer.Sequence(2);
        Fail(balancer, "a", 4);
        Assert.False(balancer.IsOut("a"));
    }

    [Fact]
    public void A_cancellation_neither_counts_nor_clears_and_a_failure_that_is_the_answer_clears()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b"));
        Fail(balancer, "a", 4);
        Fail(balancer, "a", 20, Error.Cancelled);
        Assert.False(balancer.IsOut("a"));
        Fail(balancer, "a", 1, Error.NotFound("NO_CART", ""));
        Fail(balancer, "a", 4);
        Assert.False(balancer.IsOut("a"));
        Fail(balancer, "a", 1, Error.From(new InvalidOperationException("outer", new ErrorException(Down))));
        Assert.True(balancer.IsOut("a"));
    }

    [Fact]
    public void Never_more_than_half_are_out_and_a_single_node_never_is()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b", "c", "d", "e"));
        foreach (var id in (string[])["c", "a", "e"]) Fail(balancer, id, 5);
        Assert.Equal([true, false, true, false, false], balancer.Status.Select(one => one.Out.IsSome));
        time.AdvanceBy(10.Seconds);
        Fail(balancer, "e");
        Assert.True(balancer.IsOut("e"));       // it went on failing, and there was room now

        var alone = Balancing.RoundRobin.Over(time, Nodes.Named("a"));
        Fail(alone, "a", 50);
        Assert.False(alone.IsOut("a"));
    }

    [Fact]
    public void When_the_list_shrinks_those_that_are_back_soonest_are_taken_back()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b", "c", "d", "e", "f"));
        foreach (var id in (string[])["b", "a", "c"])
        {
            Fail(balancer, id, 5);
            time.AdvanceBy(1.Seconds);
        }

        balancer.Update(Nodes.Named("a", "b", "c", "d"));
        Assert.Equal([("a", true), ("b", false), ("c", true), ("d", false)], balancer.Status.Select(one => (one.Node.Instance.Id, one.Out.IsSome)));
        balancer.Update(Nodes.Named("c"));
        Assert.False(balancer.IsOut("c"));
    }

    [Fact]
    public void A_call_that_began_before_the_node_was_back_says_nothing_new()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("a", "b"));
        var early = balancer.Pick(Nodes.Any).ThrowIfFail();
        Assert.Equal("a", early.Node.Instance.Id);
        Fail(balancer, "a", 5);
        time.AdvanceBy(10.Seconds);
        early.Done<Unit>(Down);
        Assert.False(balancer.IsOut("a"));
        Fail(balancer, "a");
        Assert.Equal(20.Seconds, balancer.Status("a").Out.IfNone(TimeSpan.Zero));
    }

    [Fact]
    public void Where_all_that_a_request_may_go_to_are_out_they_are_picked_all_the_same()
    {
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, NodeFilter.Version).Over(time, Nodes.Of("a", "v1"), Nodes.Of("b", "v2"));
        foreach (var _ in Enumerable.Range(0, 5)) balancer.Pick(Nodes.Keyed("v1")).ThrowIfFail().Done<Unit>(Down);
        Assert.True(balancer.IsOut("a"));
        Assert.Equal("a", balancer.Next(Nodes.Keyed("v1")));
    }

    [Theory]
    [InlineData("After", 0, 10, 20)]
    [InlineData("For", 1, 0, 20)]
    [InlineData("AtMost", 1, 10, 9)]
    public void A_setting_that_cannot_be_is_an_error_by_name(string field, int after, int seconds, int most)
    {
        var balancing = Balancing.Random with { Ejection = new() { After = after, For = seconds.Seconds, AtMost = most.Seconds } };
        var error = Assert.Throws<ErrorException>(() => balancing.Over("shop", time.Env)).Error;
        Assert.Equal("BALANCING_INVALID", error.Reason);
        Assert.StartsWith($"Ejection.{field} is ", error.Message, StringComparison.Ordinal);
    }
}
