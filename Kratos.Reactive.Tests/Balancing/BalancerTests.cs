namespace Kratos.Reactive.Tests;

public sealed class BalancerTests
{
    readonly VirtualTime time = new(2);

    [Fact]
    public void What_is_known_of_a_node_outlives_a_change_of_the_list_and_of_what_it_says()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Named("a", "b"));
        var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
        time.AdvanceBy(30.Milliseconds);
        picked.Done<Unit>(Unit.Default);
        var id = picked.Node.Instance.Id;
        balancer.Update([Nodes.Weighing(id, "300"), Nodes.Of("c")]);
        Assert.Equal((30.Milliseconds, 300), (balancer.Status(id).Latency.IfNone(TimeSpan.Zero), balancer.Status(id).Node.Weight));
        balancer.Update([]);
        balancer.Update(Nodes.Named("a", "b"));
        Assert.True(balancer.Status(id).Latency.IsNone);
    }

    [Fact]
    public void Nodes_behind_the_default_ports_of_two_schemes_are_two()
    {
        var (open, secret) = (new Node(new("1", "shop", "v1"), new("http://shop.example")), new Node(new("2", "shop", "v1"), new("https://shop.example")));
        var balancer = Balancing.RoundRobin.Over(time, open, secret, new(new("3", "shop", "v1"), new("http://[::1]/")), new(new("4", "shop", "v1"), new("http://[::1]:80/")));
        Assert.Equal(["shop.example:80", "shop.example:443", "[::1]:80"], balancer.Status.Select(one => one.Node.Address));
    }

    [Fact]
    public void Another_instance_at_the_same_address_is_another_node_and_of_two_at_one_address_the_first_counts()
    {
        var balancer = Balancing.PowerOfTwo.Over(time, Nodes.Of("a"));
        balancer.Next();
        var restarted = new Node(new("a2", "shop", "v1"), new("grpc://a:9000"));
        balancer.Update([restarted, Nodes.Of("a")]);
        Assert.Equal([restarted], balancer.Status.Select(one => one.Node));
        Assert.True(balancer.Status("a2").Idle.IsNone);
    }

    [Fact]
    public void A_call_in_flight_on_a_node_that_left_ends_in_peace()
    {
        var balancer = Balancing.RoundRobin.Over(time, Nodes.Of("a"));
        var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
        balancer.Update(Nodes.Named("b"));
        picked.Done<Unit>(Error.Unavailable("GONE", ""));
        Assert.Equal(("b", 0), (balancer.Next(), balancer.Status("b").InFlight));
    }

    [Fact]
    public void A_filter_is_asked_once_for_a_list_and_what_it_makes_up_or_repeats_is_left_out_and_told()
    {
        var asked = 0;
        var stranger = Nodes.Of("stranger");
        var balancer = (Balancing.RoundRobin with
        {
            Filter = nodes =>
            {
                asked++;
                return [nodes[1], stranger, nodes[0], nodes[1]];
            },
        }).Over(time, Nodes.Named("a", "b"));
        Assert.Equal("b a b a b a", balancer.Sequence(6));
        Assert.Equal(1, asked);
        Assert.Equal(["NODE_FOREIGN", "NODE_FOREIGN"], time.Unhandled.Select(error => error.Reason));
        Assert.Contains("shop-stranger at stranger:9000", time.Unhandled[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_that_throws_leaves_the_list_as_it_was_until_the_next_one_and_is_told()
    {
        var balancer = (Balancing.RoundRobin with { Filter = nodes => nodes.Count > 1 ? throw new InvalidOperationException("no") : nodes }).Over(time, Nodes.Of("a"));
        balancer.Update(Nodes.Named("a", "b"));
        Assert.Equal("no", Assert.Single(time.Unhandled).Cause?.Message);
        Assert.Equal("a", balancer.Next());
        balancer.Update(Nodes.Named("c"));
        Assert.Equal("c", balancer.Next());
    }

    [Fact]
    public void A_filter_that_was_added_up_is_refused()
    {
        var sum = NodeFilter.All + NodeFilter.Version("v2");
        Assert.Throws<ArgumentException>(() => sum >> NodeFilter.All);
        Assert.Throws<ArgumentException>(() => NodeFilter.All | sum);
        Assert.Throws<ArgumentException>(() => Balancing.Random with { Filter = sum });
        Assert.IsType<ArgumentException>(Balancing.Random.Split(Nodes.Key, _ => sum).Over(time, Nodes.Of("a")).Pick(Nodes.Any).Error.Cause);
    }

    [Fact]
    public void Requests_that_are_split_keep_their_own_turns_and_starve_nobody()
    {
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, key => key == "gray" ? NodeFilter.Metadata("env", "gray") : NodeFilter.All)
            .Over(time, Nodes.Of("a", "v1", ("env", "gray")), Nodes.Of("b", "v1", ("env", "gray")), Nodes.Of("c"));
        var mixed = string.Join(' ', Enumerable.Range(0, 6).SelectMany(_ => (string[])[balancer.Next(Nodes.Keyed("gray")), balancer.Next()]));
        Assert.Equal("a a b b a c b a a b b c", mixed);     // Go Kratos forgets the turns whenever the candidates differ: a a a a a a
        balancer.Update([.. balancer.Status.Select(one => one.Node), Nodes.Of("d")]);
        Assert.Equal("a b", $"{balancer.Next(Nodes.Keyed("gray"))} {balancer.Next(Nodes.Keyed("gray"))}");
    }

    [Fact]
    public void A_key_whose_filter_throws_fails_by_itself_and_keeps_no_list_from_the_others()
    {
        var broken = false;
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, key => key == "bad" && broken ? throw new InvalidOperationException("no") : NodeFilter.All).Over(time, Nodes.Of("a"));
        Assert.Equal("a a", $"{balancer.Next(Nodes.Keyed("bad"))} {balancer.Next()}");
        broken = true;
        balancer.Update([Nodes.Of("b")]);
        Assert.Equal("no", Assert.Single(time.Unhandled).Cause?.Message);
        Assert.Equal("b", balancer.Next());
        Assert.Equal("PANIC", balancer.Pick(Nodes.Keyed("bad")).Error.Reason);
        broken = false;
        Assert.Equal("b", balancer.Next(Nodes.Keyed("bad")));
    }

    [Fact]
    public void What_a_filter_makes_up_for_keys_that_are_not_remembered_is_told_once_for_a_list()
    {
        var stranger = Nodes.Of("stranger");
        var balancer = Balancing.Random.Split(Nodes.Key, key => key.Length > 4 ? _ => [stranger] : NodeFilter.All).Over(time, Nodes.Of("a"));
        for (var key = 0; key < 1024; key++) balancer.Next(Nodes.Keyed($"{key}"));
        for (var key = 0; key < 10; key++) Assert.Equal("NO_AVAILABLE_NODE", balancer.Pick(Nodes.Keyed($"long {key}")).Error.Reason);
        Assert.Equal("NODE_FOREIGN", Assert.Single(time.Unhandled).Reason);
        balancer.Update([Nodes.Of("b")]);
        for (var key = 0; key < 10; key++) balancer.Pick(Nodes.Keyed($"long {key}"));
        Assert.Equal(2, time.Unhandled.Count);
    }

    [Fact]
    public void Keys_without_end_are_served_and_do_not_fill_the_memory()
    {
        var made = 0;
        var balancer = Balancing.RoundRobin.Split(Nodes.Key, key =>
        {
            made++;
            return NodeFilter.All;
        }).Over(time, Nodes.Named("a", "b"));
        for (var round = 0; round < 2; round++)
            for (var key = 0; key < 1500; key++) balancer.Next(Nodes.Keyed($"k{key}"));
        Assert.Equal(1500 + (1500 - 1024), made);
    }

    [Fact]
    public void The_zone_comes_first_and_another_one_before_none()
    {
        var (near, far) = (Nodes.Of("near", "v1", ("zone", "eu-1")), Nodes.Of("far", "v1", ("zone", "eu-2")));
        var balancer = (Balancing.RoundRobin with { Filter = NodeFilter.ZoneFirst("eu-1") }).Over(time, near, far);
        Assert.Equal("near near", balancer.Sequence(2));
        balancer.Update([far]);
        Assert.Equal("far far", balancer.Sequence(2));
    }

    [Fact]
    public void A_node_is_an_instance_at_its_first_endpoint_that_can_be_called()
    {
        var instance = new ServiceInstance("1", "shop", "v1") { Endpoints = Endpoints.ParseAll(["http://a:1", "grpcs://0.0.0.0:2", "grpcs://a:3", "grpc://a:4"]) };
        Assert.Equal("shop-1 at a:3", Node.From(instance, "grpc", "grpcs").ThrowIfFail().ToString());
        Assert.Equal(Error.Unavailable("NO_ENDPOINT", "shop-1 has no endpoint of the scheme ws or wss that could be called"), Node.From(instance, "ws", "wss").Error);
        Assert.Equal(["shop-1 at a:1"], Node.All([instance, new("2", "shop", "v1")], "http").Select(node => node.ToString()));
    }

    [Fact]
    public void A_choice_of_ones_own_must_be_one_of_the_nodes()
    {
        var stranger = Nodes.Of("stranger");
        var error = Balancing.By((_, _) => stranger).Over(time, Nodes.Of("a")).Pick(Nodes.Any).Error;
        Assert.Equal((500, "NODE_FOREIGN"), (error.Code, error.Reason));
    }

    [Fact]
    public void A_pick_allocates_nothing()
    {
        foreach (var balancing in (Balancing[])[Balancing.PowerOfTwo, Balancing.Random, Balancing.RoundRobin])
        {
            var balancer = balancing.Over("shop", Env.System);
            balancer.Update(Nodes.Many(1000));
            Picks(10);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Picks(1000);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Picks(int count)
            {
                for (var i = 0; i < count; i++) balancer.Pick(Nodes.Any).Value.Done<Unit>(Unit.Default);
            }
        }
    }
}
