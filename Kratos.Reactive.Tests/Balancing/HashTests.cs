namespace Kratos.Reactive.Tests;

public sealed class HashTests
{
    const int Keys = 100_000;

    readonly VirtualTime time = new(5);
    readonly Balancing byKey = Balancing.Hash(Nodes.Key);

    string[] Owners(params Node[] nodes) => Owners(byKey.Over(time, nodes));

    static string[] Owners(Balancer balancer) => [.. Enumerable.Range(0, Keys).Select(key => balancer.Next(Nodes.Keyed($"user-{key}")))];

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(50)]
    public void When_a_node_joins_at_most_1_point_2_by_N_of_the_keys_move_and_all_of_them_to_it(int count)
    {
        var (before, after) = (Owners(Nodes.Many(count)), Owners(Nodes.Many(count + 1)));
        var moved = Enumerable.Range(0, Keys).Where(key => before[key] != after[key]).ToArray();
        Assert.InRange(moved.Length, 1, 1.2 / count * Keys);
        Assert.All(moved, key => Assert.Equal($"n{count}", after[key]));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("50")]
    [InlineData("250")]
    [InlineData("100000")]
    public void A_node_of_another_weight_takes_its_share_of_the_keys_and_moves_no_others(string weight)
    {
        var (fleet, joined) = (Nodes.Many(9), Nodes.Weighing("joined", weight));
        var balancer = byKey.Over(time, fleet);
        var before = Owners(balancer);
        balancer.Update([.. fleet, joined]);
        var after = Owners(balancer);
        Assert.Equal(Owners([joined, .. fleet]), after);
        Assert.All(before.Zip(after, (was, now) => (was, now)), pair => Assert.True(pair.now == pair.was || pair.now == "joined"));
        var share = double.Parse(weight, System.Globalization.CultureInfo.InvariantCulture) / (900 + joined.Weight) * Keys;
        Assert.InRange(after.Count(id => id == "joined"), 0.7 * share, 1.3 * share);
        balancer.Update(fleet);
        Assert.Equal(before, Owners(balancer));
    }

    [Fact]
    public void A_node_that_says_another_weight_gives_keys_to_all_or_takes_them_from_all_and_no_others_move()
    {
        var balancer = byKey.Over(time, Nodes.Many(10));
        var before = Owners(balancer);
        balancer.Update([Nodes.Weighing("n0", "50"), .. Nodes.Many(10)[1..]]);
        Assert.All(before.Zip(Owners(balancer), (was, now) => (was, now)), pair => Assert.True(pair.now == pair.was || pair.was == "n0"));
        balancer.Update(Nodes.Many(10));
        Assert.Equal(before, Owners(balancer));
    }

    [Fact]
    public void Of_ten_nodes_none_has_more_than_1_point_25_times_its_share_of_the_keys() =>
        Assert.All(Owners(Nodes.Many(10)).CountBy(id => id), node => Assert.InRange(node.Value, 0.75 * Keys / 10, 1.25 * Keys / 10));

    [Fact]
    public void A_node_has_keys_by_its_weight()
    {
        var shares = Owners([Nodes.Weighing("a", "1"), Nodes.Weighing("b", "2"), Nodes.Weighing("c", "3")]).CountBy(id => id).ToDictionary();
        foreach (var (id, part) in ((string, int)[])[("a", 1), ("b", 2), ("c", 3)]) Assert.InRange(shares[id], 0.85 * Keys * part / 6, 1.15 * Keys * part / 6);
    }

    [Fact]
    public void The_order_of_the_list_is_of_no_matter() => Assert.Equal(Owners(Nodes.Many(5)), Owners([.. Nodes.Many(5).Reverse()]));

    [Fact]
    public void While_a_node_is_out_its_keys_alone_go_elsewhere_and_come_back()
    {
        var balancer = byKey.Over(time, Nodes.Many(5));
        string[] Owners() => [.. Enumerable.Range(0, 1000).Select(key => balancer.Next(Nodes.Keyed($"user-{key}")))];
        var before = Owners();
        foreach (var _ in Enumerable.Range(0, 5)) balancer.Pick(Nodes.Keyed("user-0")).ThrowIfFail().Done<Unit>(Error.Unavailable("DOWN", ""));
        Assert.True(balancer.IsOut(before[0]));
        var during = Owners();
        Assert.All(before.Zip(during, (was, now) => (was, now)), pair => Assert.Equal(pair.was != before[0], pair.was == pair.now));
        Assert.True(during.Where((_, key) => before[key] == before[0]).Distinct().Count() > 1);
        time.AdvanceBy(10.Seconds);
        Assert.Equal(before, Owners());
    }

    [Fact]
    public void Another_try_goes_to_another_node()
    {
        var balancer = byKey.Over(time, Nodes.Many(5));
        var first = balancer.Pick(Nodes.Keyed("k")).ThrowIfFail().Node;
        Assert.NotEqual(first, balancer.PickOther(Nodes.Keyed("k"), first).ThrowIfFail().Node);
        balancer.Update([first]);
        Assert.Equal(first, balancer.PickOther(Nodes.Keyed("k"), first).ThrowIfFail().Node);
    }

    [Fact]
    public void Keys_of_a_split_that_keep_the_same_nodes_share_what_was_worked_out_for_them()
    {
        var balancer = byKey.Split(Nodes.Key, _ => NodeFilter.All).Over(time, Nodes.Many(10));
        balancer.Next(Nodes.Keyed("first"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++) balancer.Next(Nodes.Keyed($"{n}"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 20_000);
    }

    [Fact]
    public void Requests_without_a_key_go_to_all() => Assert.Equal(5, byKey.Over(time, Nodes.Many(5)).Counts(1000).Count(node => node.Value > 100));
}
