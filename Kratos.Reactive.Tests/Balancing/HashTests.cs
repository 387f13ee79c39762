namespace Kratos.Reactive.Tests;

public sealed class HashTests
{
    const int Keys = 100_000;

    readonly VirtualTime time = new(5);
    readonly Balancing byKey = Balancing.Hash(Nodes.Key);

    string[] Owners(params Node[] nodes)
    {
        var balancer = byKey.Over(time, nodes);
        return [.. Enumerable.Range(0, Keys).Select(key => balancer.Next(Nodes.Keyed($"user-{key}")))];
    }

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
    public void Requests_without_a_key_go_to_all() => Assert.Equal(5, byKey.Over(time, Nodes.Many(5)).Counts(1000).Count(node => node.Value > 100));
}
