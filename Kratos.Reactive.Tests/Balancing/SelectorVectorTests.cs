using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>Go Kratos' vectors of its selectors, by their rows, and what is better here where a row shows a fault.</summary>
public sealed class SelectorVectorTests
{
    readonly VirtualTime time = new(1);

    [Fact]
    public void SL1_round_robin_of_10_and_20_gives_exact_shares() =>
        Assert.Equal(new() { ["a"] = 30, ["b"] = 60 }, Balancing.RoundRobin.Over(time, Nodes.Weighing("a", "10"), Nodes.Weighing("b", "20")).Counts(90));

    [Theory]
    [InlineData("b a b b a b b a b", "10", "20")]
    [InlineData("a a b a c a a a a b a c a a", "5", "1", "1")]
    [InlineData("c b a c b c c b a c b c", "10", "20", "30")]
    public void SL2_SL3_SL5_round_robin_is_smooth(string sequence, params string[] weights) =>
        Assert.Equal(sequence, Balancing.RoundRobin.Over(time, [.. weights.Select((weight, n) => Nodes.Weighing($"{(char)('a' + n)}", weight))]).Sequence(sequence.Split(' ').Length));

    [Theory]
    [InlineData("b b b b", "0", "1")]
    [InlineData("a b a b", "0", "0")]       // Go Kratos: a, always
    [InlineData("b b b b", "-1", "1")]
    public void SL6_a_node_of_no_weight_is_picked_only_where_all_are(string sequence, string a, string b) =>
        Assert.Equal(sequence, Balancing.RoundRobin.Over(time, Nodes.Weighing("a", a), Nodes.Weighing("b", b)).Sequence(4));

    [Fact]
    public void SL7_after_a_change_only_the_nodes_of_the_new_list_are_known_and_those_that_stayed_keep_their_turn()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Named("1", "2", "3"));
        Assert.Equal("1 2 3 1 2 3 1 2 3 1", balancer.Sequence(10));
        balancer.Update(Nodes.Named("4", "2"));
        Assert.Equal(["4", "2"], balancer.Status.Select(one => one.Node.Instance.Id));
        Assert.Equal("2 4 2 4 2 4", balancer.Sequence(6));      // a new list alone would begin with 4
    }

    public static TheoryData<Balancing> Every => [Balancing.RoundRobin, Balancing.Random, Balancing.PowerOfTwo, Balancing.Hash(Nodes.Key), Balancing.By((_, nodes) => nodes[0])];

    [Theory]
    [MemberData(nameof(Every))]
    public void SL9_of_an_empty_list_none_can_be_picked(Balancing balancing)
    {
        var error = balancing.Over(time).Pick(Nodes.Any).Error;
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "shop has no node"), error);
    }

    [Fact]
    public void SL10_random_takes_weights_into_account()        // Go Kratos: 401 to 599 each of 1000
    {
        var counts = Balancing.Random.Over(time, Nodes.Weighing("a", "10"), Nodes.Weighing("b", "20")).Counts(100_000);
        Assert.InRange(counts["a"], 32_333, 34_333);
        Assert.InRange(counts["b"], 65_667, 67_667);
    }

    [Fact]
    public void SL11_power_of_two_spreads_9000_calls_at_once_over_three_nodes()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Named("a", "b", "c"));
        var picks = Enumerable.Range(0, 9000).Select(_ => balancer.Pick(Nodes.Any).ThrowIfFail()).ToArray();
        Assert.All(balancer.Status, one => Assert.InRange(one.InFlight, 2700, 3300));
        time.AdvanceBy(10.Milliseconds);
        foreach (var picked in picks) picked.Done<Unit>(Unit.Default);
        Assert.All(balancer.Status, one => Assert.Equal((0, 10.Milliseconds), (one.InFlight, one.Latency.IfNone(TimeSpan.Zero))));
    }

    [Fact]
    public void SL13_SL17_a_filter_by_version_leaves_the_node_of_that_version()
    {
        var balancer = (Balancing.RoundRobin with { Filter = NodeFilter.Version("v2.0.0") }).Over(time, Nodes.Of("new", "v2.0.0", ("weight", "10")), Nodes.Of("old", "v1.0.0", ("weight", "10")));
        var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
        Assert.Equal(("new:9000", 10), (picked.Node.Address, picked.Node.Weight));
        picked.Done<Unit>(Unit.Default);
        Assert.Equal(["new"], NodeFilter.Version("v2.0.0")([.. balancer.Status.Select(one => one.Node)]).Select(node => node.Instance.Id));
    }

    [Fact]
    public void SL14_what_leaves_nobody_is_unavailable_and_says_why()
    {
        var filtered = (Balancing.RoundRobin with { Filter = NodeFilter.Version("v3.0.0") }).Over(time, Nodes.Named("a", "b"));
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "none of the 2 nodes of shop passes the filter"), filtered.Pick(Nodes.Any).Error);
        Assert.Equal(Error.Unavailable("NO_AVAILABLE_NODE", "no list of the nodes of shop has come yet"), Balancing.RoundRobin.Over("shop", time.Env).Pick(Nodes.Any).Error);
    }

    [Fact]
    public void SL15_the_failure_of_a_choice_of_ones_own_is_passed_on()
    {
        var full = Error.TooManyRequests("FULL", "all are full");
        Assert.Equal(full, Balancing.By((_, _) => full).Over(time, Nodes.Named("a")).Pick(Nodes.Any).Error);
    }

    [Theory]
    [InlineData("10", 10, null)]
    [InlineData("+7", 7, null)]
    [InlineData("0", 0, null)]
    [InlineData("1000000", 1_000_000, null)]
    [InlineData("1000001", 1_000_000, "is more than 1000000: 1000000 is taken")]
    [InlineData("-1", 0, "is less than 0: 0 is taken")]
    [InlineData("100000000000000000000", 1_000_000, "is more than 1000000: 1000000 is taken")]
    [InlineData("-100000000000000000000", 0, "is less than 0: 0 is taken")]
    [InlineData("ten", 100, "is not a whole number: 100 is taken")]
    [InlineData("1.5", 100, "is not a whole number: 100 is taken")]
    [InlineData("", 100, "is not a whole number: 100 is taken")]
    public void SL18_the_weight_is_a_whole_number_in_the_metadata_and_another_text_is_told_once(string text, int weight, string? fault)
    {
        var node = Nodes.Weighing("a", text);
        Assert.Equal(weight, node.Weight);
        var log = new CapturedLog();
        var balancer = (Balancing.RoundRobin with { Log = log }).Over(time, node, Nodes.Of("b"));
        balancer.Update([node]);
        Assert.Equal(fault is null ? [] : [$"400 WEIGHT_INVALID: the metadata field 'weight' of shop-a, '{text}', {fault} {{field: weight}}"], log.Lines.Select(line => line.Text));
        Assert.Empty(time.Unhandled);
        Assert.Equal(100, Nodes.Of("b").Weight);
    }

    [Fact]
    public void SL19_how_long_ago_a_node_was_picked_is_known()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Of("a"));
        Assert.True(balancer.Status("a").Idle.IsNone);
        balancer.Next();
        time.AdvanceBy(10.Milliseconds);
        Assert.Equal(10.Milliseconds, balancer.Status("a").Idle.IfNone(TimeSpan.Zero));
    }

    [Fact]
    public void SL21_with_one_call_in_flight_and_one_of_15_ms_done_a_node_is_half_as_welcome()
    {
        var load = new Load(0);
        load.Begin(0);
        load.Begin(0);
        load.End(0);
        load.Learn(answered: true, 0, 15.Milliseconds.Ticks);
        Assert.Equal(1118, load.Weight(15.Milliseconds.Ticks, 1), 0);
    }

    [Fact]
    public void SL22_of_five_calls_the_last_four_of_which_timed_out_the_weight_is_between_1000_and_2000()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));
        Calls(balancer, null, Error.TimedOut, Error.TimedOut, Error.TimedOut, Error.TimedOut);
        Assert.InRange(Weight(balancer), 1000, 2000);
        Assert.InRange(balancer.Status("a").Success, 0.87, 0.88);
    }

    [Fact]
    public void SL23_what_speaks_against_a_node_can_be_said()
    {
        var balancer = (Balancing.PowerOfTwo with { Blames = error => error.Code == 500 }).Over(time, Nodes.Of("a"));
        Calls(balancer, null, Error.Internal("X", ""), Error.TimedOut, Error.Internal("X", ""), Error.NotFound("X", ""));
        Assert.InRange(Weight(balancer), 1000, 2000);
        Assert.InRange(balancer.Status("a").Success, 0.93, 0.95);
    }

    [Fact]
    public void SL25_a_node_that_takes_20_ms_weighs_2000_and_a_fresh_one_100()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));
        Calls(balancer, [null]);
        Assert.Equal(2000, Weight(balancer), 9);
        Assert.Equal(100, new Load(0).Weight(0, 1), 9);
    }

    public static TheoryData<string, Error> Blamed => new()
    {
        { "DeadlineExceeded", Error.TimedOut }, { "503", Error.Unavailable("X", "") }, { "504", Error.GatewayTimeout("X", "") },
        { "url error", Error.From(new HttpRequestException("refused", new SocketException(111))) },
        { "wrapped 503", Error.From(new InvalidOperationException("outer", new ErrorException(Error.Unavailable("X", "")))) },
        { "wrapped DeadlineExceeded", Error.From(new InvalidOperationException("outer", new TimeoutException())) },
    };

    [Theory]
    [MemberData(nameof(Blamed))]
    public void SL26_a_first_failure_by_the_nodes_fault_takes_half_of_its_success_at_most(string what, Error error)      // Go Kratos: all of it, for 3 s
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));
        time.AdvanceBy(1.Hours);
        Calls(balancer, error);
        Assert.True(balancer.Status("a").Success == 0.5, what);
    }

    public static TheoryData<string, Error, bool> Unblamed => new()
    {
        { "500", Error.Internal("X", ""), true }, { "400", Error.BadRequest("X", ""), true }, { "plain", Error.From(new InvalidOperationException("plain")), true },
        { "404 with a cause", Error.NotFound("X", "") with { Cause = new IOException() }, true },
        { "Canceled", Error.Cancelled, false }, { "499", Error.ClientClosed("X", ""), false }, { "wrapped Canceled", Error.From(new InvalidOperationException("outer", new OperationCanceledException())), false },
    };

    [Theory]
    [MemberData(nameof(Unblamed))]
    public void SL27_a_failure_that_is_the_answer_counts_as_one_and_a_caller_that_left_says_nothing(string what, Error error, bool heard)
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));
        time.AdvanceBy(1.Hours);
        Calls(balancer, error);
        var status = balancer.Status("a");
        Assert.True(status is { Success: 1, InFlight: 0 } && status.Latency.IsSome == heard, what);
    }

    void Calls(Balancer balancer, params Error?[] ends)
    {
        foreach (var end in ends)
        {
            var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
            time.AdvanceBy(20.Milliseconds);
            picked.Done(end is null ? Fin<Unit>.Succ(Unit.Default) : end);
        }
    }

    static double Weight(Balancer balancer) => balancer.Status("a") is var status
        ? status.Success * 1e7 / Math.Sqrt((status.Latency.IfNone(TimeSpan.Zero) + 5.Milliseconds).TotalNanoseconds)
        : 0;
}
