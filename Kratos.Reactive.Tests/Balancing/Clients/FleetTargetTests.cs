namespace Kratos.Reactive.Tests;

/// <summary>The targets of clients that find a service by its name.</summary>
public sealed class FleetTargetTests : IDisposable
{
    readonly Town town = new();

    public void Dispose() => town.Dispose();

    [Theory]
    [InlineData("discovery:///demo", "", "demo")]        // CE7
    [InlineData("Discovery:///demo", "", "demo")]
    [InlineData("discovery:///shop.v1.Carts", "", "shop.v1.Carts")]
    [InlineData("discovery:///team-a/shop", "", "team-a/shop")]
    [InlineData("discovery:///a%20b", "", "a b")]
    [InlineData("discovery://Team-A/shop", "Team-A", "shop")]
    [InlineData("discovery://team-a/x/y", "team-a", "x/y")]
    public void CE7_a_target_names_a_namespace_and_a_service(string target, string space, string service) =>
        Assert.Equal(new FleetTarget(target, space, service), FleetTarget.Parse(target).Value);

    [Theory]
    [InlineData("discovery:///", "say the name of the service")]
    [InlineData("discovery://", "say discovery:///service")]
    [InlineData("discovery:demo", "say discovery:///service, or discovery://namespace/service")]
    [InlineData("discovery:/demo", "say discovery:///service, or discovery://namespace/service")]
    [InlineData("discovery://demo", "'demo' is in the place of a namespace: say discovery:///demo")]
    [InlineData("discovery:////demo", "without a slash before or behind it")]
    [InlineData("discovery:///demo/", "without a slash before or behind it")]
    [InlineData("discovery:///demo?x=1", "nothing but a namespace and a service")]
    [InlineData("discovery:///demo#x", "nothing but a namespace and a service")]
    [InlineData("discovery://me@team/demo", "nothing but a namespace and a service")]
    [InlineData("discovery:///de mo", "nothing but a namespace and a service")]
    public void A_target_that_names_no_service_says_what_is_wrong(string target, string why)
    {
        foreach (var client in (Resource<Client>[])[Client.Grpc(target, town.Registry), Client.Http(target, town.Registry), Client.Fleet(target, town.Registry, ["grpc"], town.At)])
        {
            var error = town.Time.Run(client.Use(_ => unitEff)).End.Error;
            Assert.Equal((400, "BAD_ADDRESS"), (error.Code, error.Reason));
            Assert.StartsWith($"'{target}' is not a service to call: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void W_CLI_6_a_service_without_a_discovery_is_refused_when_the_client_is_made()
    {
        Assert.Contains("takes a discovery: Client.Grpc(target, discovery)", town.Time.Run(Client.Grpc("discovery:///demo").Use(_ => unitEff)).End.Error.Message, StringComparison.Ordinal);
        Assert.Contains("takes a discovery: Client.Http(target, discovery)", town.Time.Run(Client.Http("discovery:///demo").Use(_ => unitEff)).End.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_is_handed_to_the_discovery()
    {
        var spaces = new Spaces(("team-a", Registry.Memory(Town.Instance("a"))), ("team-b", Registry.Memory(Town.Instance("b"))));
        Assert.Equal("b b", town.Open(discovery: spaces, target: "discovery://team-b/shop").Asked(2));
    }

    [Fact]
    public void A_discovery_without_namespaces_refuses_one() =>
        Assert.Equal("'discovery://team-a/shop' is not a service to call: the discovery (MemoryRegistry) has no namespaces", town.Time.Run(Client.Grpc("discovery://team-a/shop", town.Registry).Use(_ => unitEff)).End.Error.Message);

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1:1/")]
    public void CE14_an_address_is_called_directly_whatever_the_discovery(string address)      // Go Kratos refuses it
    {
        Assert.True(town.Time.Run(Client.Grpc(address, town.Registry).Use(_ => unitEff)).End.IsSucc);
        Assert.True(town.Time.Run(Client.Http(address, town.Registry).Use(_ => unitEff)).End.IsSucc);
    }

    [Fact]
    public void CE13_an_address_with_a_bad_port_is_refused() =>
        Assert.Equal("BAD_ADDRESS", town.Time.Run(Client.Http("127.0.0.1:8888:xxxxa", town.Registry).Use(_ => unitEff)).End.Error.Reason);

    [Fact]
    public void A_setting_that_makes_no_sense_is_refused_when_the_client_is_made()
    {
        Assert.Equal(Error.BadRequest("BAD_OPTION", "FleetOptions.Drain must be 0 or more, or infinite"), Refused(new() { Drain = -2.Seconds }));
        Assert.Equal(Error.BadRequest("BAD_OPTION", "FleetOptions.FirstList must be 0 or more, or infinite"), Refused(new() { FirstList = -2.Seconds }));
        Assert.Equal(Error.BadRequest("BAD_OPTION", "FleetOptions.WhenDown must be one of the two"), Refused(new() { WhenDown = (WhenDown)7 }));
        Assert.Equal("BALANCING_INVALID", Refused(new() { Balancing = Balancing.Random with { Ejection = new() { After = 0 } } }).Reason);
        Assert.Equal("BAD_OPTION", town.Time.Run(Client.Grpc("discovery:///shop", town.Registry, new() { MaxConnections = 0 }).Use(_ => unitEff)).End.Error.Reason);
        Assert.Equal("BAD_OPTION", town.Time.Run(Client.Http("discovery:///shop", town.Registry, new() { MaxConnections = 0 }).Use(_ => unitEff)).End.Error.Reason);
    }

    Error Refused(FleetOptions options) => town.Time.Run(Client.Fleet("discovery:///shop", town.Registry, ["grpc"], town.At, options).Use(_ => unitEff)).End.Error;

    sealed class Spaces(params (string Name, MemoryRegistry Registry)[] all) : IDiscovery, INamespaces
    {
        public IDiscovery In(string space) => all.Single(one => one.Name == space).Registry;

        public Eff<IReadOnlyList<ServiceInstance>> GetService(string name) => SuccessEff<IReadOnlyList<ServiceInstance>>([]);

        public IObservable<IReadOnlyList<ServiceInstance>> Watch(string name) => Observable.Never<IReadOnlyList<ServiceInstance>>();
    }
}
