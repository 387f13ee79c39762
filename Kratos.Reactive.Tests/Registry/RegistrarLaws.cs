namespace Kratos.Reactive.Tests;

/// <summary>What every <see cref="IRegistrar"/> must do. Derive, and say how to open one.</summary>
public abstract class RegistrarLaws : RegistryLaws
{
    [Fact]
    public Task A_registered_instance_is_found_with_all_it_says() => Holds(async registry =>
    {
        var one = new ServiceInstance("id/1 ü", Fresh(), "v1.0.0+build")
        {
            Metadata = new Dictionary<string, string> { ["zone"] = "b", ["a"] = "", ["text"] = "<\"ü\">\n" },
            Endpoints = [new("http://127.0.0.1:8000?isSecure=false"), new("grpc://[fd00::1]:9000"), new("grpcs://a.example:1")],
        };
        using var seen = Seen.Of(registry.Discovery.Watch(one.Name));
        await registry.Registrar.Register(one);
        var found = Assert.Single(await Until(seen, one));
        Assert.Equal(one.Endpoints.Select(endpoint => endpoint.OriginalString), found.Endpoints.Select(endpoint => endpoint.OriginalString));
        Assert.Equal(one.Metadata, found.Metadata);
        return Unit.Default;
    });

    [Fact]
    public Task A_registration_that_is_not_run_registers_nothing() => Holds(async registry =>
    {
        var name = Fresh();
        _ = registry.Registrar.Register(Copy(name, "a"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task Registering_again_changes_nothing() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen);
        await registry.Registrar.Register(Copy(name, "a"));
        await Until(seen, Copy(name, "a"));
        await registry.Registrar.Register(Copy(name, "a"));
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(seen, Copy(name, "a"), Copy(name, "b"));
        Assert.Equal([0, 1, 2], seen.All.Select(snapshot => snapshot.Count));
        return Unit.Default;
    });

    [Fact]
    public Task Registering_an_id_with_other_data_replaces_it() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "a", "v1"));
        await registry.Registrar.Register(Copy(name, "b", "v1"));
        await registry.Registrar.Register(Copy(name, "a", "v2"));
        await Until(seen, Copy(name, "a", "v2"), Copy(name, "b", "v1"));
        return Unit.Default;
    });

    [Fact]
    public Task Endpoints_in_another_order_are_a_change() => Holds(async registry =>
    {
        var one = Copy(Fresh(), "a") with { Endpoints = [new("http://h:1"), new("http://h:2")] };
        var other = one with { Endpoints = [new("http://h:2"), new("http://h:1")] };
        using var seen = Seen.Of(registry.Discovery.Watch(one.Name));
        await registry.Registrar.Register(one);
        await Until(seen, one);
        await registry.Registrar.Register(other);
        await Until(seen, other);
        return Unit.Default;
    });

    [Fact]
    public Task Deregistering_takes_back_one_and_leaves_the_others() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        foreach (var id in (string[])["a", "b", "c"]) await registry.Registrar.Register(Copy(name, id));
        await registry.Registrar.Deregister(Copy(name, "b"));
        await Until(seen, Copy(name, "a"), Copy(name, "c"));
        return Unit.Default;
    });

    [Fact]
    public Task Deregistering_goes_by_name_and_id_whatever_else_changed() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "a", "v1"));
        await Until(seen, Copy(name, "a", "v1"));
        await registry.Registrar.Register(Copy(name, "b"));
        await registry.Registrar.Deregister(new ServiceInstance("a", name, "v9"));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task Deregistering_what_was_never_registered_is_harmless() => Holds(async registry =>
    {
        var name = Fresh();
        await registry.Registrar.Deregister(Copy(name, "a"));
        await registry.Registrar.Register(Copy(name, "b"));
        await registry.Registrar.Deregister(Copy(name, "a"));
        await registry.Registrar.Deregister(Copy(name, "a"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task Deregistering_after_a_cancelled_registration_is_harmless_and_leaves_nobody() => Holds(async registry =>
    {
        var name = Fresh();
        var cut = await local(env => env.With(new CancellationToken(true)), registry.Registrar.Register(Copy(name, "a")).Try()).Try();
        Assert.True(cut.IsFail || cut.Value.IsFail);
        await registry.Registrar.Deregister(Copy(name, "a"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task What_was_deregistered_can_be_registered_again() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen);
        foreach (var version in (string[])["v1", "v2", "v3"])
        {
            await registry.Registrar.Register(Copy(name, "a", version));
            await Until(seen, Copy(name, "a", version));
            await registry.Registrar.Deregister(Copy(name, "a"));
        }

        await registry.Registrar.Register(Copy(name, "a", "v4"));
        await Until(seen, Copy(name, "a", "v4"));
        return Unit.Default;
    });

    [Fact]
    public Task An_instance_that_says_no_id_no_name_or_no_endpoint_is_refused() => Holds(async registry =>
    {
        var name = Fresh();
        ServiceInstance[] bad = [new("", name, "v1"), new("a", "", "v1"), Copy(name, "a") with { Endpoints = [new("10.0.0.1:80/x", UriKind.Relative)] }, Copy(name, "a") with { Endpoints = [new("unix:///x")] }];
        foreach (var one in bad)
        {
            var end = await registry.Registrar.Register(one).Try();
            Assert.Equal((400, "INSTANCE_INVALID"), (end.Error.Code, end.Error.Reason));
        }

        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(seen, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task One_id_under_two_names_is_two_instances() => Holds(async registry =>
    {
        var (one, other) = (Copy(Fresh(), "a"), Copy(Fresh(), "a"));
        await awaitAll(registry.Registrar.Register(one), registry.Registrar.Register(other));
        await registry.Registrar.Deregister(one);
        using var seenOne = Seen.Of(registry.Discovery.Watch(one.Name));
        using var seenOther = Seen.Of(registry.Discovery.Watch(other.Name));
        await Until(seenOne);
        await Until(seenOther, other);
        return Unit.Default;
    });

    [Fact]
    public Task Names_that_begin_alike_or_hold_odd_characters_are_kept_apart() => Holds(async registry =>
    {
        var name = Fresh();
        ServiceInstance[] all = [.. from service in (string[])[name, name + "s", name + "/b", name + ":b", name + " ü", name.ToUpperInvariant()] from id in (string[])["b", "b/b"] select Copy(service, id)];
        await awaitAll([.. all.Select(registry.Registrar.Register)]);
        foreach (var service in all.GroupBy(one => one.Name))
        {
            using var seen = Seen.Of(registry.Discovery.Watch(service.Key));
            await Until(seen, [.. service]);
        }

        return Unit.Default;
    });

    [Fact]
    public Task Fifty_that_register_at_once_are_all_found() => Holds(async registry =>
    {
        var name = Fresh();
        ServiceInstance[] all = [.. Enumerable.Range(0, 50).Select(n => Copy(name, $"{n:00}"))];
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await awaitAll([.. all.Select(registry.Registrar.Register)]);
        await Until(seen, all);
        return Unit.Default;
    });
}
