using System.Net;
using System.Net.NetworkInformation;

namespace Kratos.Reactive.Tests;

public sealed class AdvertiseTests
{
    static readonly NetworkCard Loopback = Card(1, "lo", OperationalStatus.Unknown, "127.0.0.1", "::1");
    static readonly NetworkCard Outer = Card(2, "eth0", OperationalStatus.Up, "fe80::1", "2001:db8::5", "10.0.0.5", "10.0.0.6");
    static readonly NetworkCard Inner = Card(3, "eth1", OperationalStatus.Up, "10.20.0.7");

    static NetworkCard Card(int index, string name, OperationalStatus state, params string[] addresses) =>
        new(index, name, state) { Addresses = [.. addresses.Select(IPAddress.Parse)] };

    static Fin<IReadOnlyList<Uri>> Resolve(Advertise rule, IReadOnlyList<string> bound, IReadOnlyDictionary<string, string>? variables = null, params IReadOnlyList<NetworkCard> cards) =>
        rule.Resolve([.. bound.Select(text => new Uri(text))], name => variables?.GetValueOrDefault(name), cards.Count == 0 ? [Inner, Outer, Loopback] : cards);

    static string Published(Advertise rule, string bound, params IReadOnlyList<NetworkCard> cards) =>
        Resolve(rule, [bound], null, cards).ThrowIfFail().Single().OriginalString;

    static Error Refused(Advertise rule, string bound, params IReadOnlyList<NetworkCard> cards) => Resolve(rule, [bound], null, cards).Error;

    [Theory]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000")]
    [InlineData("http://localhost:8000", "http://localhost:8000")]
    [InlineData("grpc://10.9.8.7:9000", "grpc://10.9.8.7:9000")]
    [InlineData("http://www.example.org:80", "http://www.example.org:80")]
    [InlineData("http://0.0.0.0:8000", "http://10.0.0.5:8000")]
    [InlineData("grpcs://[::]:9000/base?weight=3", "grpcs://10.0.0.5:9000/base?weight=3")]
    public void What_is_bound_is_published_and_a_wildcard_becomes_the_first_IPv4_address_of_the_lowest_card(string bound, string published) =>
        Assert.Equal(published, Published(Advertise.Automatic, bound));

    [Fact]
    public void Order_and_number_of_endpoints_are_kept() => Assert.Equal(
        ["http://10.0.0.5:8000", "grpc://10.0.0.5:9000"],
        Resolve(Advertise.Automatic, ["http://0.0.0.0:8000", "grpc://[::]:9000"]).ThrowIfFail().Select(endpoint => endpoint.OriginalString));

    [Fact]
    public void An_IPv6_address_stands_for_an_IPv6_wildcard_only()
    {
        var only = Card(1, "eth0", OperationalStatus.Up, "2001:db8::5");
        Assert.Equal("http://[2001:db8::5]:1", Published(Advertise.Automatic, "http://[::]:1", only));
        Assert.Equal("NO_ADDRESS", Refused(Advertise.Automatic, "http://0.0.0.0:1", only).Reason);
    }

    [Fact]
    public void A_card_that_is_down_and_addresses_that_nobody_else_can_call_are_passed_over() => Assert.Equal("http://10.20.0.7:1", Published(
        Advertise.Automatic, "http://0.0.0.0:1", Loopback, Card(1, "wlan0", OperationalStatus.Down, "10.1.1.1"), Card(2, "link", OperationalStatus.Up, "169.254.1.1"), Inner));

    [Fact]
    public void Without_any_address_it_fails_and_says_what_to_do()
    {
        var error = Refused(Advertise.Automatic, "http://0.0.0.0:1", Loopback);
        Assert.Equal((503, "NO_ADDRESS"), (error.Code, error.Reason));
        Assert.Contains(Advertise.HostVariable, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.example.org", "http://0.0.0.0:1", "http://shop.example.org:1")]
    [InlineData("203.0.113.9", "http://10.9.8.7:1/a", "http://203.0.113.9:1/a")]
    [InlineData("2001:db8::9", "http://[::]:1", "http://[2001:db8::9]:1")]
    [InlineData("[2001:db8::9]", "http://[::]:1", "http://[2001:db8::9]:1")]
    [InlineData("shop.example.org", "http://127.0.0.1:1", "http://127.0.0.1:1")]
    public void A_host_that_was_named_stands_for_all_but_loopback(string host, string bound, string published) =>
        Assert.Equal(published, Published(Advertise.Host(host), bound));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("shop:80")]
    [InlineData("http://shop")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void A_host_that_is_none_is_refused_by_name(string host)
    {
        var error = Refused(Advertise.Host(host), "http://0.0.0.0:1");
        Assert.Equal((400, "ADVERTISE_INVALID"), (error.Code, error.Reason));
        Assert.Contains($"'{host}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_or_a_network_chooses_the_address()
    {
        Assert.Equal("http://10.20.0.7:1", Published(Advertise.Interface("eth1"), "http://0.0.0.0:1"));
        Assert.Equal("http://10.20.0.7:1", Published(Advertise.Network("10.20.0.0/16"), "http://0.0.0.0:1"));
        Assert.Equal("http://10.20.0.7:1", Published(Advertise.Network("10.20.1.1/16"), "http://0.0.0.0:1"));
        Assert.Equal("http://10.0.0.6:1", Published(Advertise.Network("10.0.0.6/32"), "http://0.0.0.0:1"));
        Assert.Equal("NO_ADDRESS", Refused(Advertise.Network("10.99.0.0/16"), "http://0.0.0.0:1").Reason);
    }

    [Fact]
    public void An_interface_that_is_not_there_is_named_beside_those_that_are()
    {
        var error = Refused(Advertise.Interface("eth9"), "http://0.0.0.0:1");
        Assert.Equal("ADVERTISE_INVALID", error.Reason);
        Assert.Contains("'eth9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("lo, eth0, eth1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.20.0.0")]
    [InlineData("10.20.0.0/33")]
    [InlineData("ten/8")]
    public void A_network_that_is_none_is_refused(string cidr) => Assert.Equal("ADVERTISE_INVALID", Refused(Advertise.Network(cidr), "http://0.0.0.0:1").Reason);

    [Fact]
    public void Endpoints_that_were_written_down_are_published_as_they_are() => Assert.Equal(
        ["https://go-kratos.dev", "http://localhost:7"],
        Resolve(Advertise.As("https://go-kratos.dev", "http://localhost:7"), ["http://0.0.0.0:1"]).ThrowIfFail().Select(endpoint => endpoint.OriginalString));

    [Fact]
    public void Every_endpoint_that_was_written_down_wrong_is_told()
    {
        var error = Resolve(Advertise.As("localhost", "http://ok:1", "http://0.0.0.0:1", "http://a:0"), []).Error;
        Assert.Equal(["endpoint 1", "endpoint 3", "endpoint 4"], new[] { error }.Concat(error.Others).Select(one => one.Message).Select(text => text[text.IndexOf("endpoint", StringComparison.Ordinal)..][..10]));
    }

    [Fact]
    public void The_environment_goes_before_the_code_and_the_host_before_the_interface()
    {
        var both = new Dictionary<string, string> { [Advertise.HostVariable] = " shop ", [Advertise.InterfaceVariable] = "eth1" };
        var one = new Dictionary<string, string> { [Advertise.HostVariable] = "", [Advertise.InterfaceVariable] = "eth1" };
        Assert.Equal("http://shop:1", Resolve(Advertise.Host("other"), ["http://0.0.0.0:1"], both).ThrowIfFail().Single().OriginalString);
        Assert.Equal("http://10.20.0.7:1", Resolve(Advertise.Host("other"), ["http://0.0.0.0:1"], one).ThrowIfFail().Single().OriginalString);
        Assert.Equal("http://exact:1", Resolve(Advertise.As("http://exact:1"), ["http://0.0.0.0:1"], both).ThrowIfFail().Single().OriginalString);
    }

    [Fact]
    public void A_wrong_environment_variable_is_named()
    {
        var error = Resolve(Advertise.Automatic, ["http://0.0.0.0:1"], new Dictionary<string, string> { [Advertise.HostVariable] = "a b" }).Error;
        Assert.Contains(Advertise.HostVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_bound_yet_is_refused() => Assert.Equal("ADVERTISE_INVALID", Refused(Advertise.Automatic, "http://127.0.0.1:0").Reason);

    [Fact]
    public async Task This_machine_has_a_card_and_a_wildcard_is_never_published()
    {
        var cards = (await NetworkCard.All.RunAsync(TestContext.Current.CancellationToken)).ThrowIfFail();
        Assert.NotEmpty(cards);
        var end = await Advertise.Automatic.Resolve([new("http://0.0.0.0:8000")]).RunAsync(TestContext.Current.CancellationToken);
        if (end.IsSucc) Assert.False(new HostPort(end.Value.Single().Host, 8000).IsWildcard);
        else Assert.Equal("NO_ADDRESS", end.Error.Reason);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("239.255.255.255", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("10.1.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("10.0.0.0", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", true)]
    [InlineData("172.23.18.255", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.31.0.0", true)]
    [InlineData("192.167.255.255", true)]
    [InlineData("192.168.0.0", true)]
    [InlineData("192.168.255.255", true)]
    [InlineData("fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("fc00::", true)]
    [InlineData("fcff:1200:0:44::", true)]
    [InlineData("fe00::", true)]
    public void An_address_that_others_could_call_is_global_unicast(string address, bool valid) => Assert.Equal(valid, Hosts.IsGlobalUnicast(IPAddress.Parse(address)));
}
