namespace Kratos.Reactive.Tests;

/// <summary>What power of two choices does in virtual time, with a fixed seed.</summary>
public sealed class PowerOfTwoTests
{
    readonly VirtualTime time = new(7);

    // With less in flight than there are nodes, one that is idle is better than one that is not: then it is not the weights that decide.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(100)]
    public void A_hundred_thousand_picks_of_nodes_that_are_alike_are_shared_by_weight_within_one_percent(int latency)
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Weighing("a", "100"), Nodes.Weighing("b", "200"), Nodes.Weighing("c", "300"));
        var traffic = new Traffic(time, balancer, 1.Milliseconds, _ => latency.Milliseconds);
        traffic.Run(100_000);
        foreach (var (id, share) in ((string, double)[])[("a", 1 / 6d), ("b", 2 / 6d), ("c", 3 / 6d)])
            Assert.InRange(traffic.Share(id, TimeSpan.Zero, TimeSpan.MaxValue), share - 0.01, share + 0.01);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_node_that_is_slowed_tenfold_gets_under_three_percent_within_three_seconds_and_its_share_back_ten_seconds_after_it_recovered(bool noisy)
    {
        var (slowed, recovered) = (20.Seconds, 60.Seconds);
        var noise = new Random(3);
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Many(10));
        var traffic = new Traffic(time, balancer, 1.Milliseconds, id =>
            10.Milliseconds * (noisy ? 0.5 + noise.NextDouble() : 1) * (id == "n3" && time.Elapsed >= slowed && time.Elapsed < recovered ? 10 : 1));
        traffic.Run(100_000);
        Assert.InRange(traffic.Share("n3", 0.Seconds, slowed), 0.09, 0.11);
        Assert.InRange(traffic.Share("n3", slowed + 3.Seconds, recovered), 0.001, 0.03);
        for (var second = 10; second < 40; second += 10)
            Assert.InRange(traffic.Share("n3", recovered + second.Seconds, recovered + (second + 10).Seconds), 0.09, 0.11);
    }

    [Fact]
    public void A_node_that_never_answers_is_avoided_before_its_first_call_has_ended()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Many(4));
        var traffic = new Traffic(time, balancer, 1.Milliseconds, id => id == "n1" && time.Elapsed >= 2.Seconds ? 1.Hours : 4.Milliseconds);
        traffic.Run(10_000);
        Assert.InRange(traffic.Share("n1", 0.Seconds, 2.Seconds), 0.23, 0.27);
        Assert.InRange(traffic.Share("n1", 2500.Milliseconds, 10.Seconds), 0, 0.005);
    }

    [Fact]
    public void The_worse_of_two_has_its_turn_once_it_was_not_picked_for_more_than_three_seconds()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Named("fast", "slow"));
        var traffic = new Traffic(time, balancer, 10.Milliseconds, id => id == "slow" ? 2.Seconds : 1.Milliseconds);
        traffic.Run(2_000);
        var turns = traffic.Picks.Where(pick => pick.Id == "slow" && pick.At > 3.Seconds).Select(pick => pick.At).ToArray();
        Assert.NotEmpty(turns);
        Assert.All(turns.Zip(turns.Skip(1), (one, next) => next - one), span => Assert.Equal(3010.Milliseconds, span));
    }

    // Go Kratos: every other pick, for each of the two was not picked for 3 s.
    [Fact]
    public void Where_calls_are_rare_the_worse_of_two_has_one_in_twenty()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Named("fast", "slow"));
        var traffic = new Traffic(time, balancer, 5.Seconds, id => id == "slow" ? 2.Seconds : 1.Milliseconds);
        traffic.Run(1_000);
        Assert.InRange(traffic.Share("slow", 10.Minutes, TimeSpan.MaxValue), 0.04, 0.06);
    }

    [Fact]
    public void After_a_second_a_node_that_fails_gets_one_call_in_three_seconds_though_it_fails_fast_and_nobody_is_left_out()
    {
        var balancer = (Balancing.PowerOfTwo with { Ejection = Ejection.None }).Over(time, Nodes.Named("good", "bad"));
        var failed = 0;
        while (time.Elapsed < 31.Seconds)
        {
            var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
            var bad = picked.Node.Instance.Id == "bad";
            time.AdvanceBy(bad ? 1.Milliseconds : 5.Milliseconds);
            picked.Done(bad ? Error.Unavailable("DOWN", "") : Fin<Unit>.Succ(Unit.Default));
            failed += bad && time.Elapsed > 1.Seconds ? 1 : 0;
        }

        Assert.InRange(failed, 9, 10);
    }
}
