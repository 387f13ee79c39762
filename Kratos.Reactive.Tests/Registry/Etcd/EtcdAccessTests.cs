using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>Who may, where, and over what: certificates, passwords and namespaces, on a real etcd.</summary>
public sealed class EtcdAccessTests(OneEtcd etcd) : IClassFixture<OneEtcd>
{
    static ServiceInstance Copy(string id, string service = "shop") => new(id, service, "v1") { Endpoints = [new("grpc://10.0.0.1:9000")] };

    static Task<Fin<A>> Run<A>(EtcdOptions options, Func<EtcdRegistry, Eff<A>> use) => Registry.Etcd(options).Use(use).RunAsync(Env.System).AsTask();

    static Eff<int> Announced(EtcdRegistry registry) =>
        from _ in registry.Register(Copy("a"))
        from found in registry.Watch("shop").Where(list => list.Count == 1).FirstEff().Timeout(30.Seconds)
        select found.Count;

    EtcdOptions In(string space) => EtcdOptions.Default with { Endpoints = etcd.Cluster.Addresses, Namespace = space };

    [Fact]
    public async Task It_speaks_TLS_and_shows_its_certificate()
    {
        using var files = new EtcdPemFiles();
        using var ours = files.Leaf("shop");
        await using var secure = EtcdCluster.Start(1, "https", files.Flags);
        var options = EtcdOptions.Default with { Endpoints = secure.Addresses, Roots = [files.Root], Certificate = ours };
        await using (var hand = await Operator.At(secure.Address, GrpcClientOptions.Default with { Roots = [files.Root], Certificate = ours })) await hand.Put("ready", "");
        Assert.Equal(1, (await Run(options, Announced)).Value);
        Assert.Equal(1, (await Run(options with { ServerName = "etcd.example" }, Announced)).Value);
        var misnamed = (await Run(options with { ServerName = "other.example", CallTimeout = 500.Milliseconds }, Announced)).Error;
        Assert.Equal(503, misnamed.Code);
        var unknown = (await Run(options with { Certificate = null, CallTimeout = 500.Milliseconds }, Announced)).Error;
        Assert.Equal(503, unknown.Code);
        var untrusting = (await Run(options with { Roots = null, CallTimeout = 500.Milliseconds }, Announced)).Error;
        Assert.Equal(503, untrusting.Code);
    }

    [Fact]
    public async Task It_says_who_it_is_and_may_do_what_that_user_may_even_after_a_restart_that_forgets_all_tokens()
    {
        await using var guarded = EtcdCluster.Start();
        await using (var hand = await Operator.At(guarded.Address)) await hand.DemandPasswords("kratos", "secret", "/microservices/");
        var options = EtcdOptions.Default with { Endpoints = guarded.Addresses, User = new("kratos", "secret") };
        Assert.Equal(1, (await Run(options, registry => Announced(registry).Bind(_ => liftEff(env => guarded.Restart(forget: false))).Bind(_ => registry.Register(Copy("b")))
            .Bind(_ => registry.Watch("shop").Where(list => list.Count == 2).FirstEff().Timeout(30.Seconds)).Map(_ => 1))).Value);
        Assert.Equal((400, "etcdserver: authentication failed, invalid user ID or password"), Told(await Run(options with { User = new("kratos", "wrong") }, Announced)));
        Assert.Equal((400, "etcdserver: user name is empty"), Told(await Run(options with { User = null }, Announced)));
        Assert.Equal((403, "etcdserver: permission denied"), Told(await Run(options with { Namespace = "/elsewhere" }, Announced)));
        Assert.Equal((403, "etcdserver: permission denied"), Told(await Run(options with { Namespace = "/elsewhere" }, static registry => registry.Watch("shop").FirstEff())));
    }

    [Fact]
    public async Task A_user_is_of_no_use_where_etcd_asks_for_none_and_does_no_harm() =>
        Assert.Equal(1, (await Run(In($"/{Guid.NewGuid():N}") with { User = new("kratos", "secret") }, Announced)).Value);

    [Fact]
    public async Task Two_namespaces_know_nothing_of_each_other_and_a_slash_at_the_end_is_the_same()
    {
        var space = $"/{Guid.NewGuid():N}";
        var found = await Run(In(space), here => Run(In($"{space}/blue"), there => Run(In($"{space}/"), same =>
            from _1 in here.Register(Copy("a"))
            from _2 in there.Register(Copy("b"))
            from one in here.GetService("shop")
            from other in there.GetService("shop")
            from again in same.GetService("shop")
            select (one.Single().Id, other.Single().Id, again.Single().Id)).Flat()).Flat());
        Assert.Equal(("a", "b", "a"), found.Value);
    }

    [Fact]
    public async Task No_service_is_another_whose_name_it_begins_with()
    {
        var found = await Run(In($"/{Guid.NewGuid():N}"), registry =>
            from _ in awaitAll([.. ((string[])["user", "user-admin", "user/admin", "use", "user0"]).Select(name => registry.Register(Copy(name, name)))])
            from user in registry.GetService("user")
            from seen in registry.Watch("user").FirstEff()
            from admin in registry.GetService("user/admin")
            select (user.Single().Id, seen.Single().Id, admin.Single().Id));
        Assert.Equal(("user", "user", "user/admin"), found.Value);
    }

    [Fact]
    public async Task What_Go_Kratos_writes_is_found_and_what_it_reads_is_written()
    {
        var space = $"/{Guid.NewGuid():N}";
        await using var hand = await Operator.At(etcd.Cluster.Address);
        await hand.Put($"{space}/shop/0", """{"id":"0","name":"shop","version":"","metadata":null,"endpoints":null}""");
        var found = await Run(In(space), registry =>
            from _ in registry.Register(Copy("1"))
            from written in liftEff(_ => hand.Find($"{space}/shop/1"))
            from list in registry.GetService("shop")
            select (written.Value.ToStringUtf8(), list.Count, list[0]));
        Assert.Equal(("""{"id":"1","name":"shop","version":"v1","metadata":{},"endpoints":["grpc://10.0.0.1:9000"]}""", 2, new ServiceInstance("0", "shop", "")), found.Value);
    }

    [Fact]
    public async Task A_list_of_many_megabytes_is_read_and_watched()
    {
        var space = $"/{Guid.NewGuid():N}";
        await using var hand = await Operator.At(etcd.Cluster.Address);
        var large = Copy("0") with { Metadata = new Dictionary<string, string> { ["large"] = new('x', 20_000) } };
        await Task.WhenAll(Enumerable.Range(0, 400).Select(n => hand.Put($"{space}/shop/{n}", (large with { Id = $"{n}" }).ToJson())));
        var found = await Run(In(space), registry =>
            from list in registry.GetService("shop")
            from seen in registry.Watch("shop").FirstEff().Timeout(30.Seconds)
            select (list.Count, seen.Count));
        Assert.Equal((400, 400), found.Value);
    }

    [Theory]
    [InlineData("Endpoints")]
    [InlineData("Ttl")]
    [InlineData("RequestTimeout")]
    [InlineData("CallTimeout")]
    [InlineData("SignOfLife")]
    public async Task A_setting_that_cannot_be_is_named(string field)
    {
        var bad = field switch
        {
            "Endpoints" => EtcdOptions.Default with { Endpoints = [] },
            "Ttl" => EtcdOptions.Default with { Ttl = 1500.Milliseconds },
            "RequestTimeout" => EtcdOptions.Default with { RequestTimeout = TimeSpan.Zero },
            "CallTimeout" => EtcdOptions.Default with { CallTimeout = TimeSpan.Zero },
            _ => EtcdOptions.Default with { SignOfLife = TimeSpan.Zero },
        };
        var error = (await Run(bad, Announced)).Error;
        Assert.Equal((400, "ETCD_OPTIONS_INVALID"), (error.Code, error.Reason));
        Assert.StartsWith($"EtcdOptions.{field}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_bad_one() => Assert.Equal("BAD_ADDRESS", (await Run(EtcdOptions.Default with { Endpoints = ["etcd:2379"] }, Announced)).Error.Reason);

    [Fact]
    public void A_password_is_never_shown() => Assert.DoesNotContain("secret", $"{EtcdOptions.Default with { User = new("kratos", "secret") }}", StringComparison.Ordinal);

    static (int Code, string Message) Told<A>(Fin<A> end) => (end.Error.Code, end.Error.Message);
}

static class Nested
{
    /// <summary>A run inside a run, as one.</summary>
    internal static Eff<A> Flat<A>(this Task<Fin<A>> run) => liftEff(async _ => (await run).ThrowIfFail());
}
