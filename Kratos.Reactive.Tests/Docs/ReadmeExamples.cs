using Helloworld.V1;
using Kratos.Reactive.Etcd;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Testing.ReactiveTest;

namespace Kratos.Reactive.Tests;

/// <summary>The examples of the README, which are true as long as these pass.</summary>
public sealed class ReadmeExamples
{
    readonly VirtualTime time = new();

    sealed record Order(int Id, string State);

    static Eff<Order> Find(int id) =>
        from _ in guard(id > 0, Error.NotFound("ORDER_NOT_FOUND", $"there is no order {id}"))
        select new Order(id, "open");

    static Eff<Unit> Save(Order order) => yieldFor(1.Seconds);

    // docs:begin effects
    static Eff<Order> Close(int id) =>
        from order in Find(id).Retry(Schedule.Exponential(100.Milliseconds).Jitter() & Schedule.Recurs(5), error => error.Code == 503)
        from _1 in guard(order.State == "open", Error.Conflict("ORDER_CLOSED", $"order {id} is closed"))
        from _2 in Save(order with { State = "closed" }).Timeout(2.Seconds)
        select order with { State = "closed" };

    static async Eff<int> CloseAll(IEnumerable<int> ids)
    {
        var closed = 0;
        foreach (var id in ids)
        {
            await Close(id);
            closed++;
        }

        return closed;
    }
    // docs:end

    // docs:begin middleware
    static readonly EnvKey<string> Tenant = new("tenant");

    static Middleware Tenancy() => next => request =>
        from tenant in request.Headers.TryGet("x-tenant", out var name) ? SuccessEff(name) : Error.Unauthorized("NO_TENANT", "say which tenant you are")
        from reply in local(env => env.With(Tenant, tenant), next(request))
        select reply;
    // docs:end

    // docs:begin grpc
    static Server Listener(GreeterService greeter) =>
        Server.Grpc("http://127.0.0.1:0", greeter.ToService().With(Recovery() >> Deadline(2.Seconds)));

    static Eff<string> Ask(Uri server, string name) => Client.Grpc(server.ToString()).Use(client =>
        from reply in GreeterService.Over(client).SayHello(new() { Name = name })
        select reply.Message);
    // docs:end

    [Fact]
    public async Task The_record_that_is_served_is_the_record_that_calls() =>
        Assert.Equal("Hello Ada", await Listener(GrpcRun.Greeter).Listen.Use(listening => Ask(listening.Endpoints[0], "Ada")).RunAsync(Env.System));

    // docs:begin etcd
    static Eff<int> Shop(IReadOnlyList<string> endpoints, IObservable<Unit> stop, ILogger log) =>
        Registry.Etcd(EtcdOptions.Default with { Endpoints = endpoints, Log = log }).Use(registry =>
            liftEff(_ => new App("shop", "v1.0.0") { Servers = [Listener(GrpcRun.Greeter)], Registrar = registry }.Main(stop, log)));
    // docs:end

    [Fact]
    public async Task An_app_is_found_in_etcd_while_it_runs()
    {
        await using var etcd = EtcdCluster.Start();
        using var log = new CapturedLog();
        var end = await Registry.Etcd(etcd.Addresses).Use(registry =>
        {
            var found = registry.Watch("shop").Where(list => list.Count == 1).Select(_ => Unit.Default);
            return Shop(etcd.Addresses, found, log).Bind(code => registry.GetService("shop").Map(left => (code, left.Count)));
        }).RunAsync(Env.System);
        Assert.Equal((0, 0), end.Value);
        Assert.Contains(log.Lines, line => line.Text.StartsWith("Registering: shop-", StringComparison.Ordinal));
    }

    static Service Guarded(Service shop, ILogger log) =>
    // docs:begin chain
        shop.With(Tenancy().When(Selector.All.Except(Selector.Exact("/shop.v1.Accounts/Login"))))
            .With(Logging(log, new() { Messages = LogMessages.OnFailure, Headers = ["x-request-id"] }) >> Recovery() >> Deadline(2.Seconds));
    // docs:end

    [Fact]
    public void The_chain_is_around_every_method_and_the_tenant_is_not_asked_at_the_login()
    {
        var shop = new Service("shop.v1.Accounts").Unary<string, string>("Login", SuccessEff).Unary<string, string>("Close", SuccessEff);
        var log = new CapturedLog();
        var client = Guarded(shop, log).InProcess();
        Assert.Equal("me", time.Run(client.Call(new("/shop.v1.Accounts/Login", "me"))).Value.Message);
        Assert.Equal("NO_TENANT", time.Run(client.Call(new("/shop.v1.Accounts/Close", "me"))).Error.Reason);
        Assert.Contains("NO_TENANT", Assert.Single(log.At(LogLevel.Warning)), StringComparison.Ordinal);
    }

    // docs:begin time
    [Fact]
    public void A_call_past_its_deadline_is_cut_at_the_deadline()
    {
        Handler slow = _ => yieldFor(1.Hours) >> SuccessEff(new Reply("late"));
        var (end, at) = time.Run((Deadline(2.Seconds) >> slow)(new Request("/x.Y/Z", "hi")));
        Assert.Equal(Error.TimedOut, end.Error);
        Assert.Equal(2.Seconds, at);
    }
    // docs:end

    // docs:begin marbles
    [Fact]
    public void A_burst_of_changes_is_told_once_it_is_over()
    {
        var scheduler = new TestScheduler();
        var changes = scheduler.CreateHotObservable(OnNext(210, 'a'), OnNext(220, 'b'), OnNext(400, 'c'), OnError<char>(900, Error.Unavailable("DOWN", "it is down")));
        var told = scheduler.Start(() => changes.Throttle(TimeSpan.FromTicks(100), scheduler));
        told.Messages.AssertEqual(OnNext(320, 'b'), OnNext(500, 'c'), OnError<char>(900, Error.Unavailable("DOWN", "it is down")));
        changes.Subscriptions.AssertEqual(Subscribe(200, 900));
    }
    // docs:end

    [Fact]
    public void Orders_are_closed_one_after_the_other()
    {
        var (end, at) = time.Run(CloseAll([1, 2, 3]));
        Assert.Equal((3, 3.Seconds), (end.Value, at));
        Assert.Equal("ORDER_NOT_FOUND", time.Run(CloseAll([1, 0])).Error.Reason);
    }

    [Fact]
    public void The_tenant_reaches_the_handler()
    {
        Handler who = _ => ask(Tenant).Map(tenant => new Reply(tenant));
        var request = new Request("/x.Y/Z", "hi");
        Assert.Equal("NO_TENANT", time.Run((Tenancy() >> who)(request)).Error.Reason);
        Assert.Equal("acme", time.Run((Tenancy() >> who)(request with { Headers = Headers.Empty.Add("X-Tenant", "acme") })).Value.Message);
    }

    // docs:begin balancing
    static readonly Balancing GrayFirst =
        (Balancing.PowerOfTwo with { Filter = NodeFilter.Version("v2") >> NodeFilter.ZoneFirst("eu-1") })
        .Split(request => request.Headers.TryGet("x-env", out var env) ? env : "", env => NodeFilter.Metadata("env", env) | NodeFilter.All);

    static Resource<Client> Shop(IDiscovery discovery) => Client.Grpc("discovery:///shop", discovery, new() { Fleet = new() { Balancing = GrayFirst, Health = NodeHealth.Grpc() } });

    static Resource<Client> ShopOfTests(IDiscovery discovery, Func<Node, Service> copy) =>
        Client.Fleet("discovery:///shop", discovery, ["grpc"], node => Resource.Pure(copy(node).InProcess()), new() { Balancing = GrayFirst });
    // docs:end

    [Fact]
    public void A_call_goes_to_the_nodes_of_its_release_while_there_are_some()
    {
        ServiceInstance Copy(string id, string zone, string release) => new(id, "shop", "v2")
        {
            Metadata = new Dictionary<string, string> { ["zone"] = zone, ["env"] = release },
            Endpoints = Endpoints.ParseAll([$"grpc://{id}:9000"]),
        };
        var registry = Registry.Memory(Copy("near", "eu-1", ""), Copy("gray", "eu-1", "gray"), Copy("far", "eu-2", "gray"), new("old", "shop", "v1"));
        var shop = ShopOfTests(registry, node => new Service("x.Y").Unary<string, string>("Z", _ => SuccessEff(node.Instance.Id)));
        string[] Called(Request request) => [.. time.Run(shop.Use(client => awaitAll([.. Enumerable.Range(0, 50).Select(_ => client.Call(request))]))).Value.Select(reply => (string)reply.Message).Distinct().Order()];
        var plain = new Request("/x.Y/Z", "hi");
        Assert.True(time.Run(Shop(registry).Use(_ => unitEff)).End.IsSucc);
        Assert.Equal(["gray"], Called(plain with { Headers = Headers.Empty.Set("x-env", "gray") }));
        Assert.Equal(["near"], Called(plain));
        Assert.Equal(["gray", "near"], Called(plain with { Headers = Headers.Empty.Set("x-env", "blue") }));
    }
}
