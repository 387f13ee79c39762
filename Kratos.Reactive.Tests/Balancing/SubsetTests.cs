namespace Kratos.Reactive.Tests;

/// <summary>Go Kratos' vectors of subsets and of groups, by their rows, and what is better here.</summary>
public sealed class SubsetTests
{
    readonly VirtualTime time = new();

    // Go's members are plain texts; here a member is an instance, whose text is name-id.
    static Node[] Letters { get; } = [.. "abcd".Select(letter => new Node(new($"{letter}", "", ""), new($"grpc://{letter}:1")))];

    static string Ids(IEnumerable<Node> nodes) => string.Join(' ', nodes.Select(node => node.Instance.Id));

    static NodeFilter[] Both(string key, int size) => [NodeFilter.Subset(key, size), NodeFilter.KratosSubset(key, size)];

    [Fact]
    public void SC1_as_many_as_there_are_is_all() => Assert.All(Both("k", 2), subset => Assert.Equal("a b", Ids(subset(Letters[..2]))));

    [Fact]
    public void SC2_the_same_key_has_the_same_nodes() => Assert.All(Both("k", 2), subset =>
    {
        Assert.Equal(Ids(subset(Letters)), Ids(subset(Letters)));
        Assert.Equal(2, subset(Letters).Count);
    });

    [Theory]
    [InlineData("", 2166136261)]
    [InlineData("a", 3826002220)]
    [InlineData("key", 1746258028)]
    [InlineData("0a", 1357757514)]
    public void SC3_FNV_1a_of_32_bits(string text, uint hash) => Assert.Equal(hash, StableHash.Fnv1a(text));

    [Theory]
    [InlineData("SC5", "k1", 2, "d a")]
    [InlineData("SC5 with 3", "k1", 3, "d a c")]
    [InlineData("SC6", "k2", 2, "a d")]
    [InlineData("SC7", "client-1", 2, "d c")]
    [InlineData("SC7 of another", "client-2", 2, "d b")]
    public void On_the_ring_of_Go_Kratos_a_client_has_the_nodes_that_it_has_there(string row, string key, int size, string chosen) =>
        Assert.Equal((row, chosen), (row, string.Join(' ', NodeSubset.OnKratosRing(key, ["a", "b", "c", "d"], size).Select(place => "abcd"[place]))));

    [Fact]
    public void SC5_to_SC7_and_an_instance_is_known_there_by_name_and_id()
    {
        Node[] shop = [.. "abcd".Select(letter => new Node(new($"{letter}", "shop", ""), new($"grpc://{letter}:1")))];
        var places = NodeSubset.OnKratosRing("k1", ["shop-a", "shop-b", "shop-c", "shop-d"], 2);
        Assert.Equal(Ids(places.Select(place => shop[place])), Ids(NodeFilter.KratosSubset("k1", 2)(shop)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void SC9_no_limit_is_all(int size) => Assert.All(Both("k", size), subset => Assert.Equal("a b c d", Ids(subset(Letters))));

    [Fact]
    public void SC10_what_a_key_has_is_worked_out_once()
    {
        var asked = new List<string>();
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, key =>
        {
            asked.Add(key);
            return NodeFilter.All;
        }).Over(time, Nodes.Named("a", "b"));
        foreach (var key in (string[])["k0", "k1", "k0"]) balancer.Next(Nodes.Keyed(key));
        Assert.Equal(["k0", "k1"], asked);
    }

    [Fact]
    public void SC11_and_again_for_a_new_list()
    {
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, key => NodeFilter.Version(key)).Over(time, Nodes.Of("a", "v1"), Nodes.Of("b", "v2"));
        Assert.Equal("a", balancer.Next(Nodes.Keyed("v1")));
        balancer.Update([Nodes.Of("c", "v1")]);
        Assert.Equal("c", balancer.Next(Nodes.Keyed("v1")));
    }

    [Fact]
    public void Clients_share_the_nodes_of_a_big_fleet_as_evenly_as_chance_allows()
    {
        var nodes = Nodes.Many(100);
        var counts = Enumerable.Range(0, 200).SelectMany(client => NodeFilter.Subset($"client-{client}", 25)(nodes)).CountBy(node => node.Address).ToDictionary();
        var deviation = Math.Sqrt(nodes.Average(node => Math.Pow(counts[node.Address] - 50, 2)));
        Assert.InRange(deviation, 0, 7);        // of chance: the root of 200 * 1/4 * 3/4, 6.1; the ring of Go Kratos: 8.3
    }

    [Fact]
    public void When_a_node_joins_or_leaves_at_most_one_other_is_exchanged()
    {
        var (before, after) = (Nodes.Many(100), Nodes.Many(101));
        for (var client = 0; client < 200; client++)
            Assert.InRange(NodeFilter.Subset($"client-{client}", 25)(after).Except(NodeFilter.Subset($"client-{client}", 25)(before)).Count(), 0, 1);
    }

    [Fact]
    public void The_ring_of_a_thousand_nodes_is_sorted_once()
    {
        var places = 0;
        var ring = new Ring([.. Enumerable.Repeat(160, 1000)], (owner, point) =>
        {
            places++;
            return StableHash.Mix(((ulong)owner << 32) + (ulong)point);
        });
        Assert.Equal((160_000, 160_000), (places, ring.Points));
    }
}
