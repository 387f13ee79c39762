namespace Kratos.Reactive.Tests;

/// <summary>What every <see cref="IDiscovery"/> must do. Derive, and say how to open one.</summary>
public abstract class DiscoveryLaws : RegistryLaws
{
    [Fact]
    public Task A_watch_is_cold() => Holds(async registry =>
    {
        var name = Fresh();
        var watch = registry.Discovery.Watch(name);
        await registry.Registrar.Register(Copy(name, "a"));
        using (var seen = Seen.Of(watch)) await Until(seen, Copy(name, "a"));
        await registry.Registrar.Deregister(Copy(name, "a"));
        await registry.Registrar.Register(Copy(name, "b"));
        using var again = Seen.Of(watch);
        await Until(again, Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task The_first_snapshot_of_nobody_is_an_empty_list() => Holds(async registry =>
    {
        using var seen = Seen.Of(registry.Discovery.Watch(Fresh()));
        Assert.Empty(await seen.Snapshots.FirstEff().Timeout(Patience));
        return Unit.Default;
    });

    [Fact]
    public Task A_late_subscriber_gets_the_present_snapshot_first() => Holds(async registry =>
    {
        var name = Fresh();
        using var early = Seen.Of(registry.Discovery.Watch(name));
        foreach (var id in (string[])["a", "b"]) await registry.Registrar.Register(Copy(name, id));
        await registry.Registrar.Deregister(Copy(name, "a"));
        await Until(early, Copy(name, "b"));
        using var late = Seen.Of(registry.Discovery.Watch(name));
        Assert.Equal([Copy(name, "b")], await late.Snapshots.FirstEff().Timeout(Patience));
        return Unit.Default;
    });

    [Fact]
    public Task Every_snapshot_is_whole_and_sorted_by_id_ordinally() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        string[] ids = ["b", "B", "a10", "a2", "ä", "_"];
        foreach (var id in ids) await registry.Registrar.Register(Copy(name, id));
        await Until(seen, [.. ids.Order(StringComparer.Ordinal).Select(id => Copy(name, id))]);
        foreach (var snapshot in seen.All) Assert.Equal(snapshot.OrderBy(one => one.Id, StringComparer.Ordinal), snapshot);
        for (var i = 1; i < seen.All.Count; i++) Assert.Superset(seen.All[i - 1].ToHashSet(), seen.All[i].ToHashSet());
        return Unit.Default;
    });

    [Fact]
    public Task Snapshots_are_value_equal_lists() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "a"));
        Assert.Equal((object)ValueList.Of(Copy(name, "a")), await Until(seen, Copy(name, "a")));
        Assert.Equal((object)ValueList.Of(Copy(name, "a")), await registry.Discovery.GetService(name));
        return Unit.Default;
    });

    [Fact]
    public Task Each_change_is_one_snapshot_and_no_two_in_a_row_are_equal() => Holds(async registry =>
    {
        var (name, other) = (Fresh(), Fresh());
        var (a1, a2, b) = (Copy(name, "a", "v1"), Copy(name, "a", "v2"), Copy(name, "b"));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen);
        await Change(registry.Registrar.Register(a1), a1);
        await Change(registry.Registrar.Register(a2), a2);
        await Change(registry.Registrar.Register(b), a2, b);
        await Change(registry.Registrar.Deregister(a2), b);
        await registry.Registrar.Register(Copy(other, "a"));
        await Change(registry.Registrar.Deregister(b));
        Assert.Equal(["", "a v1", "a v2", "a v2 b v1", "b v1", ""], seen.All.Select(all => string.Join(" ", all.Select(one => $"{one.Id} {one.Version}"))));
        return Unit.Default;

        async Eff<Unit> Change(Eff<Unit> change, params ServiceInstance[] then)
        {
            var told = seen.All.Count;
            await change;
            await change;
            await seen.Snapshots.Skip(told).Where(snapshot => snapshot.SequenceEqual(then)).FirstEff().Timeout(Patience);
            return Unit.Default;
        }
    });

    [Fact]
    public Task A_watch_does_not_end_when_the_last_one_leaves() => Holds(async registry =>
    {
        var name = Fresh();
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await registry.Registrar.Register(Copy(name, "a"));
        await Until(seen, Copy(name, "a"));
        var told = seen.All.Count;
        await registry.Registrar.Deregister(Copy(name, "a"));
        Assert.Empty(await seen.Snapshots.Skip(told).FirstEff().Timeout(Patience));
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(seen, Copy(name, "b"));
        Assert.False(seen.Ended);
        return Unit.Default;
    });

    [Fact]
    public Task GetService_says_what_is_present_and_nobody_is_no_failure() => Holds(async registry =>
    {
        var name = Fresh();
        Assert.Empty(await registry.Discovery.GetService(name));
        foreach (var id in (string[])["b", "a"]) await registry.Registrar.Register(Copy(name, id));
        using var seen = Seen.Of(registry.Discovery.Watch(name));
        await Until(seen, Copy(name, "a"), Copy(name, "b"));
        Assert.Equal([Copy(name, "a"), Copy(name, "b")], await registry.Discovery.GetService(name));
        return Unit.Default;
    });

    [Fact]
    public Task A_subscriber_that_left_hears_nothing_and_the_others_go_on() => Holds(async registry =>
    {
        var name = Fresh();
        var watch = registry.Discovery.Watch(name);
        using var stays = Seen.Of(watch);
        var leaves = Seen.Of(watch);
        await Until(leaves);
        leaves.Dispose();
        leaves.Dispose();
        await registry.Registrar.Register(Copy(name, "a"));
        await Until(stays, Copy(name, "a"));
        Assert.Empty(Assert.Single(leaves.All));
        return Unit.Default;
    });

    [Fact]
    public Task A_subscriber_may_leave_while_it_is_told() => Holds(async registry =>
    {
        var name = Fresh();
        var taken = new Seen();
        using var leaving = registry.Discovery.Watch(name).Take(2).Subscribe(taken);
        using var stays = Seen.Of(registry.Discovery.Watch(name));
        await Until(taken);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await registry.Registrar.Register(Copy(name, id));
            await stays.Snapshots.Where(snapshot => snapshot.Any(one => one.Id == id)).FirstEff().Timeout(Patience);
        }

        Assert.Equal((2, true), (taken.All.Count, taken.Ended));
        return Unit.Default;
    });

    [Fact]
    public Task A_subscriber_that_throws_does_not_stop_the_others() => Holds(async registry =>
    {
        var name = Fresh();
        var watch = registry.Discovery.Watch(name);
        using var before = Seen.Of(watch);
        using var throws = watch.Subscribe(snapshot => { if (snapshot.Count > 0) throw new InvalidOperationException("a subscriber's own fault"); });
        using var after = Seen.Of(watch);
        await local(env => env.WithUnhandled(_ => { }), registry.Registrar.Register(Copy(name, "a")));
        await registry.Registrar.Register(Copy(name, "b"));
        foreach (var seen in (Seen[])[before, after]) await Until(seen, Copy(name, "a"), Copy(name, "b"));
        return Unit.Default;
    });

    [Fact]
    public Task A_subscriber_that_is_busy_while_somebody_comes_and_goes_is_told_no_list_twice() => Holds(async registry =>
    {
        var name = Fresh();
        var env = await envEff;
        using var other = Seen.Of(registry.Discovery.Watch(name));
        await Until(other);
        using var over = new ManualResetEventSlim();
        var comesAndGoes =
            from _1 in registry.Registrar.Register(Copy(name, "a"))
            from _2 in Until(other, Copy(name, "a"))
            from _3 in registry.Registrar.Deregister(Copy(name, "a"))
            from _4 in other.Snapshots.Skip(2).Where(static snapshot => snapshot.Count == 0).FirstEff().Timeout(Patience)
            select Unit.Default;
        var told = 0;
        using var busy = Seen.Of(registry.Discovery.Watch(name).Do(present =>
        {
            if (told++ > 0) return;
            _ = comesAndGoes.Finally(liftEff(over.Set)).RunAsync(env);
            Assert.True(over.Wait(Patience));
        }));
        await Until(busy);
        await registry.Registrar.Register(Copy(name, "b"));
        await Until(busy, Copy(name, "b"));
        Assert.All(busy.All.Zip(busy.All.Skip(1), (one, next) => (one, next)), pair => Assert.NotEqual(pair.one, pair.next));
        return Unit.Default;
    });

    [Fact]
    public Task A_subscriber_may_change_the_registry_while_it_is_told() => Holds(async registry =>
    {
        var name = Fresh();
        var env = await envEff;
        using var seen = Seen.Of(registry.Discovery.Watch(name).Do(snapshot =>
        {
            if (snapshot.Count is > 0 and < 5) _ = registry.Registrar.Register(Copy(name, $"{snapshot.Count}")).RunAsync(env);
        }));
        await registry.Registrar.Register(Copy(name, "0"));
        await Until(seen, [.. Enumerable.Range(0, 5).Select(n => Copy(name, $"{n}"))]);
        return Unit.Default;
    });
}
