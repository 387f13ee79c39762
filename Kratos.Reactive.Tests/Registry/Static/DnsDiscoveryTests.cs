using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>What is looked up, and what a watch tells of it, to the instant.</summary>
public sealed class DnsDiscoveryTests
{
    static readonly Error Down = Error.Unavailable("LOOKUP_FAILED", "the name server stutters");
    static readonly Error Unknown = Error.NotFound("HOST_NOT_FOUND", "nobody knows it");

    readonly VirtualTime time = new();
    readonly CapturedLog log = new();
    readonly Dictionary<string, Fin<IReadOnlyList<IPAddress>>> names = [];
    readonly HashSet<string> silent = [];
    readonly List<string> asked = [];

    DnsOptions Options(params string[] endpoints) => new()
    {
        Endpoints = name => name == "shop" ? endpoints : [],
        Backoff = Schedule.Spaced(1.Seconds),
        Log = log,
        Lookup = host => unitEff.Bind(_ =>
        {
            asked.Add($"{time.Elapsed.TotalSeconds} {host}");
            return silent.Contains(host) ? yieldFor(System.Threading.Timeout.InfiniteTimeSpan).Map(_ => names[host].Value) : liftEff(_ => names[host]);
        }),
    };

    void Say(string host, params string[] addresses) => names[host] = ValueList.From(addresses.Select(IPAddress.Parse));

    DnsDiscovery Open(DnsOptions options) => Now(Registry.Dns(options).Allocate).Value;

    List<string> Lists(DnsDiscovery registry, string service = "shop")
    {
        var lists = new List<string>();
        registry.Watch(service).Subscribe(
            list => lists.Add($"{time.Elapsed.TotalSeconds} [{string.Join(' ', list.Select(one => one.Id))}]"),
            error => lists.Add($"{time.Elapsed.TotalSeconds} {Error.From(error).Reason}"));
        return lists;
    }

    void To(double seconds) => time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Names_are_looked_up_every_thirty_seconds_and_a_change_is_told_at_that_instant()
    {
        Say("shop.internal", "10.0.0.2", "10.0.0.1");
        var lists = Lists(Open(Options("grpc://shop.internal:9000")));
        time.At(31.Seconds, () => Say("shop.internal", "10.0.0.3", "10.0.0.1"));
        To(91);
        Assert.Equal(["0 [10.0.0.1:9000 10.0.0.2:9000]", "60 [10.0.0.1:9000 10.0.0.3:9000]"], lists);
        Assert.Equal(["0 shop.internal", "30 shop.internal", "60 shop.internal", "90 shop.internal"], asked);
    }

    [Fact]
    public void Nothing_is_asked_before_somebody_watches_nor_after_they_left()
    {
        Say("shop.internal", "10.0.0.1");
        var watch = Open(Options("grpc://shop.internal:9000")).Watch("shop");
        To(60);
        Assert.Empty(asked);
        var seen = Seen.Of(watch);
        To(61);
        seen.Dispose();
        To(600);
        Assert.Equal(["60 shop.internal"], asked);
    }

    [Fact]
    public void A_lookup_that_fails_keeps_the_last_list_and_is_tried_again_each_second_until_it_works()
    {
        Say("shop.internal", "10.0.0.1");
        var lists = Lists(Open(Options("grpc://shop.internal:9000")));
        time.At(10.Seconds, () => names["shop.internal"] = Down);
        time.At(TimeSpan.FromSeconds(32.5), () => Say("shop.internal", "10.0.0.2"));
        To(64);
        Assert.Equal(["0 [10.0.0.1:9000]", "33 [10.0.0.2:9000]"], lists);
        Assert.Equal(["0", "30", "31", "32", "33", "63"], asked.Select(static one => one.Split(' ')[0]));
        Assert.Equal(["the watch of shop is interrupted, and tried again; its last list stands: " + Down, "the watch of shop goes on"], log.Lines.Select(static line => line.Text));
    }

    [Fact]
    public void A_name_that_nobody_knows_any_more_keeps_its_last_addresses_and_one_that_nobody_knew_has_none()
    {
        Say("shop.internal", "10.0.0.1");
        var lists = Lists(Open(Options("grpc://shop.internal:9000")));
        names["shop.internal"] = Unknown;
        To(40);
        Assert.Equal(["0 [10.0.0.1:9000]"], lists);
        Assert.Equal(["40 []"], Told(Lists(Open(Options("grpc://shop.internal:9000")))));
        Assert.Empty(Now(Open(Options("grpc://shop.internal:9000")).GetService("shop")));
    }

    [Fact]
    public void A_name_that_is_there_and_has_no_address_has_nobody()
    {
        Say("shop.internal", "10.0.0.1");
        var lists = Lists(Open(Options("grpc://shop.internal:9000")));
        Say("shop.internal");
        To(40);
        Assert.Equal(["0 [10.0.0.1:9000]", "30 []"], lists);
    }

    [Fact]
    public void While_a_name_was_never_looked_up_nothing_is_told_and_then_the_whole_list()
    {
        Say("one", "10.0.0.1");
        names["two"] = Down;
        var lists = Lists(Open(Options("grpc://one:9000", "grpc://two:9000")));
        time.At(TimeSpan.FromSeconds(2.5), () => Say("two", "10.0.0.2"));
        To(10);
        Assert.Equal(["3 [10.0.0.1:9000 10.0.0.2:9000]"], lists);
    }

    [Fact]
    public void One_name_that_fails_holds_up_no_other()
    {
        Say("one", "10.0.0.1");
        Say("two", "10.0.0.2");
        var lists = Lists(Open(Options("grpc://one:9000", "grpc://two:9000")));
        names["two"] = Down;
        Say("one", "10.0.0.3");
        To(40);
        Assert.Equal(["0 [10.0.0.1:9000 10.0.0.2:9000]", "30 [10.0.0.2:9000 10.0.0.3:9000]"], lists);
    }

    [Fact]
    public void A_lookup_that_does_not_answer_has_failed_after_five_seconds()
    {
        Say("shop.internal", "10.0.0.1");
        silent.Add("shop.internal");
        var registry = Open(Options("grpc://shop.internal:9000"));
        var lists = Lists(registry);
        var end = time.Begin(registry.GetService("shop"));
        time.At(12.Seconds, silent.Clear);
        To(20);
        Assert.Equal(("LOOKUP_FAILED", 503, 5.Seconds), (end.Result!.Value.Error.Reason, end.Result.Value.Error.Code, end.Result.Value.At));
        Assert.Equal(["12 [10.0.0.1:9000]"], lists);      // asked at 0, 6 and 12
    }

    [Fact]
    public void An_instance_is_an_address_with_the_name_of_its_host_beside_it()
    {
        Say("shop.internal", "10.0.0.1", "fd00::1", "10.0.0.1");
        var found = Now(Open(Options("grpcs://shop.internal:9000", "http://10.0.0.9:80")).GetService("shop"));
        Assert.Equal(
            [
                new ServiceInstance("10.0.0.1:9000", "shop", "") { Endpoints = [new("grpcs://10.0.0.1:9000")], Metadata = new Dictionary<string, string> { ["host"] = "shop.internal" } },
                new ServiceInstance("10.0.0.9:80", "shop", "") { Endpoints = [new("http://10.0.0.9:80")] },
                new ServiceInstance("[fd00::1]:9000", "shop", "") { Endpoints = [new("grpcs://[fd00::1]:9000")], Metadata = new Dictionary<string, string> { ["host"] = "shop.internal" } },
            ],
            found);
        Assert.Equal(["0 shop.internal"], asked);
    }

    [Fact]
    public void Only_the_family_that_was_asked_for_counts()
    {
        Say("shop.internal", "10.0.0.1", "fd00::1");
        Assert.Equal(["[fd00::1]:9000"], Now(Open(Options("grpc://shop.internal:9000") with { Family = AddressFamily.InterNetworkV6 }).GetService("shop")).Select(static one => one.Id));
    }

    [Fact]
    public void A_service_that_is_nowhere_has_nobody_and_asks_nothing()
    {
        Assert.Equal(["0 []"], Told(Lists(Open(Options()), "bank")));
        Assert.Empty(asked);
    }

    [Fact]
    public void An_endpoint_that_is_none_ends_the_watch_and_the_call()
    {
        var registry = Open(Options("grpc://shop.internal"));
        Assert.Equal(["0 ADDRESS_INVALID"], Told(Lists(registry)));
        Assert.Equal(400, time.Begin(registry.GetService("shop")).Result!.Value.Error.Code);
    }

    [Theory]
    [InlineData(0, 5, "Interval")]
    [InlineData(30, 0, "LookupTimeout")]
    public void Wrong_settings_are_refused_by_name(int interval, int lookup, string field) => Assert.Contains(field, time
        .Run(Registry.Dns(Options() with { Interval = interval.Seconds, LookupTimeout = lookup.Seconds }).Use(static _ => unitEff)).Error.Message, StringComparison.Ordinal);

    [Fact]
    public void Given_back_its_watches_fail()
    {
        Say("shop.internal", "10.0.0.1");
        var held = Now(Registry.Dns(Options("grpc://shop.internal:9000")).Allocate);
        var lists = Lists(held.Value);
        To(1);
        Now(held.Release);
        To(100);
        Assert.Equal(["0 [10.0.0.1:9000]", "1 REGISTRY_CLOSED"], lists);
        Assert.Single(asked);
    }

    [Fact]
    public async Task The_names_of_the_system_are_what_is_looked_up_unless_told_otherwise()
    {
        var found = await Registry.Dns("shop", "grpc://localhost:9000", "grpc://nobody.invalid:9000").Use(registry => registry.GetService("shop")).RunAsync(Env.System);
        Assert.Contains(found.Value, static one => IPAddress.IsLoopback(IPAddress.Parse(one.Endpoints[0].Host)) && one.Metadata["host"] == "localhost");
        Assert.DoesNotContain(found.Value, static one => one.Metadata["host"] != "localhost");
    }

    // Runs an effect that ends at once.
    A Now<A>(Eff<A> effect) => time.Begin(effect).Result!.Value.Value;

    List<string> Told(List<string> lists)
    {
        time.AdvanceBy(TimeSpan.FromTicks(1));
        return lists;
    }
}
