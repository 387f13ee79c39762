namespace Kratos.Reactive.Tests;

public sealed class StaticDiscoveryTests
{
    readonly VirtualTime time = new();

    static ServiceInstance Copy(string id, string name = "shop", string version = "v1") => new(id, name, version);

    [Fact]
    public void It_finds_who_is_on_the_list_sorted_by_id_and_nobody_else()
    {
        var registry = Registry.Static(Copy("b"), Copy("a"), Copy("c", "bank"), Copy("a10"), Copy("B"));
        Assert.Equal((object)ValueList.Of(Copy("B"), Copy("a"), Copy("a10"), Copy("b")), time.Run(registry.GetService("shop")).Value);
        Assert.Empty(time.Run(registry.GetService("Shop")).Value);
    }

    [Fact]
    public void A_watch_tells_the_list_at_once_and_nothing_after_it()
    {
        using var seen = Seen.Of(Registry.Static(Copy("a")).Watch("shop"));
        using var none = Seen.Of(Registry.Static(Copy("a")).Watch("bank"));
        time.AdvanceBy(1.Hours);
        Assert.Equal([Copy("a")], Assert.Single(seen.All));
        Assert.Empty(Assert.Single(none.All));
        Assert.False(seen.Ended || none.Ended);
    }

    [Fact]
    public void Of_two_with_the_same_name_and_id_the_later_one_counts() =>
        Assert.Equal([Copy("a", version: "v2")], time.Run(Registry.Static(Copy("a"), Copy("a", version: "v2")).GetService("shop")).Value);

    [Fact]
    public void Endpoints_are_an_instance_each_with_the_host_and_port_as_its_id()
    {
        var found = time.Run(Registry.Static("shop", "grpc://10.0.0.2:9000", "http://shop.internal", "grpcs://[fd00::1]:9000").GetService("shop")).Value;
        Assert.Equal(["10.0.0.2:9000 grpc://10.0.0.2:9000", "[fd00::1]:9000 grpcs://[fd00::1]:9000", "shop.internal:80 http://shop.internal"], found.Select(one => $"{one.Id} {one.Endpoints[0].OriginalString}"));
        Assert.All(found, one => Assert.Equal("shop", one.Name));
    }

    [Theory]
    [InlineData("10.0.0.2:9000", "ENDPOINT_INVALID")]
    [InlineData("grpc://10.0.0.2", "ADDRESS_INVALID")]
    public void What_is_no_endpoint_with_a_port_is_refused(string endpoint, string reason) =>
        Assert.Equal(reason, Assert.Throws<ErrorException>(() => Registry.Static("shop", endpoint)).Error.Reason);

    [Fact]
    public void Who_could_not_register_cannot_be_on_the_list() => Assert.Equal("INSTANCE_INVALID", Assert.Throws<ErrorException>(() => Registry.Static(Copy(""))).Error.Reason);
}
