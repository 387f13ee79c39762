using System.Globalization;
using System.Text.Json.Nodes;
using Kratos.Reactive.Consul;

namespace Kratos.Reactive.Tests;

/// <summary>What Consul is asked and what is told of it, to the instant.</summary>
public sealed class ConsulTimeTests : IDisposable
{
    const string Check = "/v1/agent/check/update/shop%3Ax%231", Health = "/v1/health/service/shop";

    readonly VirtualTime time = new();
    readonly ConsulDouble consul;
    readonly CapturedLog log = new();

    public ConsulTimeTests() => consul = new(time.Env);

    public void Dispose() => consul.Dispose();

    ConsulRegistry Open(ConsulOptions? changed = null)
    {
        var options = (changed ?? ConsulOptions.Default) with { Backoff = Schedule.Spaced(1.Seconds), Log = log };
        return new(ConsulRegistries.Connections(options, new ConsulDoubleHandler(consul)), options, time.Env.With(new EtcdTimeKit.First()));
    }

    static ServiceInstance Copy(string id, string version = "v1") => new(id, "shop", version);

    A Now<A>(Eff<A> effect) => time.Begin(effect).Result!.Value.Value;

    void To(double seconds) => time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));

    string[] AskedFrom(double seconds) => [.. consul.Asked.Where(one => double.Parse(one.Split(' ')[0], CultureInfo.InvariantCulture) >= seconds)];

    // Another program registers.
    void Write(string id, string service = "shop", string more = "{}")
    {
        var body = new JsonObject { ["ID"] = id, ["Name"] = service };
        foreach (var (key, value) in JsonNode.Parse(more)!.AsObject()) body[key] = value?.DeepClone();
        consul.Answer("PUT", "/v1/agent/service/register", new Dictionary<string, string>(), body.ToJsonString(), default).GetAwaiter().GetResult();
    }

    List<string> States(ConsulRegistry registry)
    {
        var states = new List<string>();
        registry.Registrations.Subscribe(one => states.Add($"{time.Elapsed.TotalSeconds} {one.State}{(one.Why is null ? "" : $" {one.Why.Reason}")}"), static error => throw error);
        return states;
    }

    List<string> Lists(ConsulRegistry registry)
    {
        var lists = new List<string>();
        registry.Watch("shop").Subscribe(
            list => lists.Add($"{time.Elapsed.TotalSeconds} [{string.Join(' ', list.Select(one => one.Id))}]"),
            error => lists.Add($"{time.Elapsed.TotalSeconds} {Error.From(error).Reason}"));
        return lists;
    }

    [Fact]
    public void It_is_registered_in_one_call_that_makes_it_well_at_once_and_told_of_after_each_third()
    {
        Now(Open().Register(Copy("x")));
        Assert.Equal(["0 PUT /v1/agent/service/register"], consul.Asked);
        Assert.Equal([Copy("x")], Now(Open().GetService("shop")));
        To(11);
        Assert.Equal([$"5 PUT {Check}", $"10 PUT {Check}"], AskedFrom(1));
    }

    [Fact]
    public void One_that_Consul_forgot_is_found_missing_at_the_next_third_and_registered_again_in_the_same_instant()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        time.At(6.Seconds, () => consul.Lose("shop:x"));
        To(11);
        Assert.Equal(["0 Registering", "0 Registered", "10 Lost LEASE_GONE", "10 Registered"], states);
        Assert.Equal(["shop:x"], consul.Services);
    }

    [Fact]
    public void Whom_another_process_replaces_stands_back_until_that_one_is_gone()
    {
        var registry = Open();
        var states = States(registry);
        Now(registry.Register(Copy("x")));
        var other = new ConsulRegistry(ConsulRegistries.Connections(ConsulOptions.Default, new ConsulDoubleHandler(consul)), ConsulOptions.Default, time.Env);
        time.At(6.Seconds, () => time.Begin(other.Register(Copy("x", "v2"))));
        time.At(TimeSpan.FromSeconds(20.5), () => time.Begin(other.Deregister(Copy("x"))));
        To(20);
        Assert.Equal([Copy("x", "v2")], Now(other.GetService("shop")));
        To(22);
        Assert.Equal(["0 Registering", "0 Registered", "10 Lost INSTANCE_REPLACED", "21 Registered"], states);
        Assert.Equal([Copy("x")], Now(other.GetService("shop")));
    }

    [Fact]
    public void Deregistering_what_another_process_has_replaced_leaves_that_one_alone()
    {
        var (one, other) = (Open(), new ConsulRegistry(ConsulRegistries.Connections(ConsulOptions.Default, new ConsulDoubleHandler(consul)), ConsulOptions.Default, time.Env));
        Now(one.Register(Copy("x")));
        Now(other.Register(Copy("x", "v2")));
        Now(one.Deregister(Copy("x")));
        Assert.Equal([Copy("x", "v2")], Now(other.GetService("shop")));
    }

    [Fact]
    public void A_watch_asks_for_what_is_newer_and_is_answered_when_there_is_something_or_after_ten_seconds()
    {
        Write("x");
        var lists = Lists(Open());
        time.At(2.Seconds, () => Write("y"));
        time.At(3.Seconds, () => Write("z", "bank"));
        To(13);
        Assert.Equal(["0 [x]", "2 [x y]"], lists);
        Assert.Equal([$"0 GET {Health} 0", $"0.1 GET {Health} 101", $"2 GET {Health} 102", $"12 GET {Health} 102"], consul.Asked.Where(static one => one.Contains("health", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_service_that_changes_without_end_is_asked_for_ten_times_a_second()
    {
        Write("x");
        var lists = Lists(Open());
        using var changes = Observable.Interval(10.Milliseconds, time).Subscribe(n => Write($"x{n}"), static error => throw error);
        To(1.005);
        Assert.Equal(11, AskedFrom(0).Count(static one => one.Contains("health", StringComparison.Ordinal)));
        Assert.Equal(11, lists.Count);
    }

    [Fact]
    public void After_an_index_that_went_backwards_all_are_kept_that_are_not_back_for_the_time_of_a_lease_and_the_watch_begins_at_0()
    {
        Write("x");
        Write("y");
        var lists = Lists(Open());
        time.At(5.Seconds, consul.Wipe);
        time.At(7.Seconds, () => Write("x"));
        To(60);
        Assert.Equal(["0 [x y]", "20 [x]"], lists);
        Assert.Equal([$"5 GET {Health} 0", $"5.1 GET {Health} 1"], AskedFrom(5)[..2]);
    }

    [Fact]
    public void Those_that_became_critical_while_there_was_no_leader_are_kept_for_the_time_of_a_lease_after_that()
    {
        Write("x", more: """{"Check":{"CheckID":"cx","TTL":"8s","Status":"passing"}}""");
        Write("y", more: """{"Check":{"CheckID":"cy","TTL":"8s","Status":"passing"}}""");
        var lists = Lists(Open());
        time.At(TimeSpan.FromSeconds(0.05), () => consul.HasNoLeader = true);
        time.At(TimeSpan.FromSeconds(29.5), () => consul.HasNoLeader = false);
        time.At(44.Seconds, () => consul.SetStatus("cx", "passing"));
        To(50);
        Assert.Equal(["0 [x y]", "45.1 [x]"], lists);
        Assert.Single(log.Lines, static line => line.Text.StartsWith("the watch of shop is interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_those_are_found_that_are_not_critical_nor_in_maintenance_nor_of_another_case()
    {
        Write("a", more: """{"Check":{"CheckID":"a","Status":"passing","TTL":"1h"}}""");
        Write("b", more: """{"Check":{"CheckID":"b","Status":"warning","TTL":"1h"}}""");
        Write("c", more: """{"Check":{"CheckID":"c","Status":"critical","TTL":"1h"}}""");
        Write("d", more: """{"Check":{"CheckID":"_service_maintenance:d","Status":"critical"}}""");
        Write("e", "Shop");
        Assert.Equal(["a", "b"], Now(Open().GetService("shop")).Select(static one => one.Id));
    }

    [Fact]
    public void What_Go_Kratos_and_others_register_is_read()
    {
        Write("go", more: """{"Meta":{"zone":"b"},"Tags":["version=v2","gray"],"Address":"10.0.0.1","Port":8000,"TaggedAddresses":{"http":{"Address":"http://10.0.0.1:8000","Port":8000},"grpc":{"Address":"grpc://10.0.0.1:9000","Port":9000},"lan_ipv4":{"Address":"10.0.0.1","Port":8000}}}""");
        Write("plain", more: """{"Address":"10.0.0.2","Port":80}""");
        Write("local", more: """{"Port":81}""");
        Write("nowhere");
        Assert.Equal(
            [
                new ServiceInstance("go", "shop", "v2") { Metadata = new Dictionary<string, string> { ["zone"] = "b" }, Endpoints = [new("grpc://10.0.0.1:9000"), new("http://10.0.0.1:8000")] },
                new ServiceInstance("local", "shop", "") { Endpoints = [new("http://127.0.0.1:81")] },
                new ServiceInstance("nowhere", "shop", ""),
                new ServiceInstance("plain", "shop", "") { Endpoints = [new("http://10.0.0.2:80")] },
            ],
            Now(Open().GetService("shop")));
    }

    [Fact]
    public void What_Consul_refuses_is_refused_at_once_in_its_own_words()
    {
        var end = time.Begin(Open().Register(Copy("x") with { Metadata = new Dictionary<string, string> { ["a b"] = "" } })).Result!.Value;
        Assert.Equal((400, "CONSUL_INVALID", TimeSpan.Zero), (end.Error.Code, end.Error.Reason, end.At));
        Assert.StartsWith("Invalid Service Meta", end.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_registry_is_given_back_watches_fail_and_what_is_registered_is_taken_back()
    {
        var registry = Open();
        Now(registry.Register(Copy("x")));
        var lists = Lists(registry);
        To(2);
        Now(registry.Close());
        To(100);
        Assert.Equal(["0 [x]", "2 REGISTRY_CLOSED"], lists);
        Assert.Empty(consul.Services);
        Assert.Equal("2 PUT /v1/agent/service/deregister/shop%3Ax", consul.Asked[^1]);
    }

    [Theory]
    [InlineData("127.0.0.1:8500", 15, 10, "Address")]
    [InlineData("http://a", 0, 10, "Ttl")]
    [InlineData("http://a", 15, 0, "Wait")]
    public void Wrong_settings_are_refused_by_name(string address, int ttl, int wait, string field) => Assert.StartsWith($"ConsulOptions.{field}: ", time
        .Run(Registry.Consul(ConsulOptions.Default with { Address = address, Ttl = ttl.Seconds, Wait = wait.Seconds }).Use(static _ => unitEff)).Error.Message, StringComparison.Ordinal);
}
