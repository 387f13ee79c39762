using System.Text.Json.Nodes;
using Kratos.Reactive.Kubernetes;

namespace Kratos.Reactive.Tests;

/// <summary>What the API server is asked and what is told of it, to the instant.</summary>
public sealed class KubernetesTimeTests
{
    readonly VirtualTime time = new();
    readonly KubernetesDouble kubernetes;
    readonly CapturedLog log = new();

    public KubernetesTimeTests() => kubernetes = new(time.Env);

    KubernetesDiscovery Open()
    {
        var options = KubernetesOptions.Default with { Account = "/nowhere", Backoff = Schedule.Spaced(1.Seconds), Log = log };
        return new(KubernetesRegistries.Connections(options, new KubernetesDoubleHandler(kubernetes)), options, time.Env);
    }

    void Write(params string[] ids)
    {
        foreach (var id in ids) kubernetes.Put(OneKubernetes.Slice(OneKubernetes.Copy("shop", id, "v1")));
    }

    void Remove(string id) => kubernetes.Remove("default", OneKubernetes.Name(new(id, "shop", "")));

    A Now<A>(Eff<A> effect) => time.Begin(effect).Result!.Value.Value;

    void To(double seconds) => time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));

    List<string> Lists(KubernetesDiscovery discovery)
    {
        var lists = new List<string>();
        discovery.Watch("shop").Subscribe(
            list => lists.Add($"{time.Elapsed.TotalSeconds} [{string.Join(' ', list.Select(one => one.Id))}]"),
            error => lists.Add($"{time.Elapsed.TotalSeconds} {Error.From(error).Reason}"));
        return lists;
    }

    [Fact]
    public void It_lists_once_and_watches_from_there_and_every_thirty_seconds_from_where_the_last_watch_ended()
    {
        Write("x");
        var lists = Lists(Open());
        time.At(2.Seconds, () => Write("y"));
        time.At(3.Seconds, () => Remove("x"));
        time.At(45.Seconds, kubernetes.Bookmark);
        To(61);
        Assert.Equal(["0 [x]", "2 [x y]", "3 [y]"], lists);
        Assert.Equal(["0 list", "0 watch 101", "30 watch 103", "60 watch 103"], kubernetes.Asked);
    }

    [Fact]
    public void A_bookmark_is_where_the_next_watch_goes_on()
    {
        Write("x");
        Lists(Open());
        time.At(1.Seconds, kubernetes.Forget);
        time.At(2.Seconds, kubernetes.Bookmark);
        To(31);
        Assert.Equal(["0 list", "0 watch 101", "30 watch 102"], kubernetes.Asked);
    }

    [Fact]
    public void When_what_it_missed_is_forgotten_it_lists_again_at_once_and_that_is_no_fault()
    {
        Write("x");
        var lists = Lists(Open());
        time.At(31.Seconds, () =>
        {
            kubernetes.Forget();
            kubernetes.End();
        });
        time.At(33.Seconds, () => Write("y"));
        To(40);
        Assert.Equal(["0 [x]", "33 [x y]"], lists);
        Assert.Equal(["31 watch 101", "31 list", "31 watch 102"], kubernetes.Asked.Skip(3));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void A_refusal_within_a_watch_that_stood_lists_again()
    {
        Write("x");
        var lists = Lists(Open());
        time.At(2.Seconds, () => Write("y"));
        time.At(5.Seconds, () => kubernetes.End(410));
        To(6);
        Assert.Equal(["0 [x]", "2 [x y]"], lists);
        Assert.Equal(["5 list", "5 watch 102"], kubernetes.Asked.Skip(2));
    }

    [Fact]
    public void While_the_server_fails_the_last_list_stands_and_what_happened_meanwhile_is_told_as_one()
    {
        Write("x", "y");
        var lists = Lists(Open());
        time.At(5.Seconds, () =>
        {
            kubernetes.Failing = 503;
            kubernetes.End();
            Remove("x");
            Write("z");
        });
        time.At(TimeSpan.FromSeconds(7.5), () => kubernetes.Failing = null);
        To(20);
        Assert.Equal(["0 [x y]", "8 [y z]"], lists);
        Assert.Equal(["the watch of shop is interrupted, and tried again; its last list stands: 503 KUBERNETES_FAILED: 503: it fails", "the watch of shop goes on"], log.Lines.Select(static line => line.Text));
    }

    [Fact]
    public void A_watch_that_ends_at_once_is_begun_again_a_second_after_it_began()
    {
        Write("x");
        Lists(Open());
        using var ends = Observable.Interval(100.Milliseconds, time).Subscribe(_ => kubernetes.End(), static error => throw error);
        To(3.05);
        Assert.Equal(["0 list", "0 watch 101", "1 watch 101", "2 watch 101", "3 watch 101"], kubernetes.Asked);
    }

    [Fact]
    public void A_watch_that_has_told_nothing_yet_fails_at_once_where_only_somebody_can_mend_it_and_one_that_has_outlives_it()
    {
        Write("x");
        var told = Lists(Open());
        To(1);
        kubernetes.Failing = 403;
        kubernetes.End();
        var none = Lists(Open());
        To(10);
        Assert.Equal(["0 [x]"], told);
        Assert.Equal(["1 KUBERNETES_FORBIDDEN"], none);
    }

    [Fact]
    public void A_long_list_is_read_in_pages()
    {
        Write([.. Enumerable.Range(0, 1200).Select(static n => $"{n:0000}")]);
        Assert.Equal(1200, Now(Open().GetService("shop")).Count);
        Assert.Equal(["0 list", "0 more", "0 more"], kubernetes.Asked);
    }

    [Fact]
    public void An_instance_is_a_pod_that_is_ready_with_its_addresses_and_ports()
    {
        kubernetes.Put(JsonNode.Parse("""
            {"metadata":{"name":"shop-4","namespace":"default","labels":{"kubernetes.io/service-name":"shop","app.kubernetes.io/version":"v2"}},"addressType":"IPv4",
             "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"kind":"Pod","name":"pod-b"},"zone":"eu-1","nodeName":"n1"},
                          {"addresses":["10.0.0.2"],"conditions":{},"targetRef":{"kind":"Pod","name":"pod-a"}},
                          {"addresses":["10.0.0.3"],"conditions":{"ready":false,"serving":true,"terminating":true},"targetRef":{"kind":"Pod","name":"pod-c"}},
                          {"addresses":["10.0.0.4"]}],
             "ports":[{"name":"api-grpc","port":9000,"protocol":"TCP","appProtocol":"grpc"},{"name":"http-web","port":8000,"protocol":"TCP"},{"name":"dns","port":53,"protocol":"UDP"},{"name":"","port":7,"appProtocol":"kubernetes.io/h2c"}]}
            """)!.AsObject());
        kubernetes.Put(JsonNode.Parse("""
            {"metadata":{"name":"shop-6","namespace":"default","labels":{"kubernetes.io/service-name":"shop","app.kubernetes.io/version":"v2"}},"addressType":"IPv6",
             "endpoints":[{"addresses":["fd00::1"],"conditions":{"ready":true},"targetRef":{"kind":"Pod","name":"pod-b"},"zone":"eu-1","nodeName":"n1"}],
             "ports":[{"name":"api-grpc","port":9000,"protocol":"TCP","appProtocol":"grpc"}]}
            """)!.AsObject());
        Assert.Equal(
            [
                At("10.0.0.4", "grpc://10.0.0.4:9000", "http://10.0.0.4:8000", "tcp://10.0.0.4:7"),
                At("pod-a", "grpc://10.0.0.2:9000", "http://10.0.0.2:8000", "tcp://10.0.0.2:7"),
                At("pod-b", "grpc://10.0.0.1:9000", "http://10.0.0.1:8000", "tcp://10.0.0.1:7", "grpc://[fd00::1]:9000") with { Metadata = new Dictionary<string, string> { ["zone"] = "eu-1", ["node"] = "n1" } },
            ],
            Now(Open().GetService("shop")));

        static ServiceInstance At(string id, params string[] endpoints) => new(id, "shop", "v2") { Endpoints = [.. endpoints.Select(static one => new Uri(one))] };
    }

    [Fact]
    public void A_pod_that_moves_from_one_slice_to_another_is_one_instance_all_the_time()
    {
        var slice = OneKubernetes.Slice(OneKubernetes.Copy("shop", "x", "v1"));
        kubernetes.Put(slice);
        var lists = Lists(Open());
        slice["metadata"]!["name"] = "other";
        time.At(2.Seconds, () => kubernetes.Put(slice));
        time.At(3.Seconds, () => Remove("x"));
        time.At(4.Seconds, () => kubernetes.Remove("default", "other"));
        To(5);
        Assert.Equal(["0 [x]", "4 []"], lists);
    }

    [Fact]
    public void A_service_of_another_namespace_is_named_with_it()
    {
        kubernetes.Put(OneKubernetes.Slice(OneKubernetes.Copy("shop", "x", "v1"), "prod"));
        Assert.Empty(Now(Open().GetService("shop")));
        Assert.Equal("x shop.prod", string.Join(' ', Now(Open().GetService("shop.prod")).Select(static one => $"{one.Id} {one.Name}")));
    }

    [Theory]
    [InlineData("kubernetes.default.svc", 30, "Address")]
    [InlineData("https://a", 0, "WatchFor")]
    public void Wrong_settings_are_refused_by_name(string address, int watch, string field) => Assert.StartsWith($"KubernetesOptions.{field}: ", time
        .Run(Registry.Kubernetes(KubernetesOptions.Default with { Address = address, WatchFor = watch.Seconds }).Use(static _ => unitEff)).Error.Message, StringComparison.Ordinal);
}
