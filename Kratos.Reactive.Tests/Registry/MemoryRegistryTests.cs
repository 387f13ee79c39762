using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests;

public sealed class MemoryRegistryTests
{
    readonly VirtualTime time = new();
    readonly MemoryRegistry registry = Registry.Memory();

    static ServiceInstance Copy(string id, string version = "v1", string service = "shop") => new(id, service, version);

    void Run(Eff<Unit> effect) => time.Run(effect).End.ThrowIfFail();

    [Fact]
    public void The_present_snapshot_is_there_when_Subscribe_returns()
    {
        Run(registry.Register(Copy("a")));
        using var seen = Seen.Of(registry.Watch("shop"));
        Assert.Equal([Copy("a")], Assert.Single(seen.All));
    }

    [Fact]
    public void It_holds_the_instances_it_was_made_with()
    {
        var made = Registry.Memory(Copy("b"), Copy("a"), Copy("a", service: "bank"));
        Assert.Equal([Copy("a"), Copy("b")], time.Run(made.GetService("shop")).Value);
        Assert.Equal("INSTANCE_INVALID", Assert.Throws<ErrorException>(() => Registry.Memory(Copy(""))).Error.Reason);
    }

    [Fact]
    public void A_subscriber_that_throws_is_left_out_and_its_failure_is_told()
    {
        var told = 0;
        using var throws = registry.Watch("shop").Subscribe(snapshot =>
        {
            told++;
            if (snapshot.Count > 0) throw new InvalidOperationException("its own fault");
        });
        using var seen = Seen.Of(registry.Watch("shop"));
        Run(registry.Register(Copy("a")));
        Run(registry.Register(Copy("b")));
        Assert.Equal(2, told);
        Assert.Equal([0, 1, 2], seen.All.Select(snapshot => snapshot.Count));
        Assert.Equal("its own fault", Assert.Single(time.Unhandled).Cause?.Message);
    }

    [Fact]
    public void A_subscriber_that_throws_later_leaves_nothing_either()
    {
        var leaves = registry.Watch("shop").Subscribe(snapshot => { if (snapshot.Count > 0) throw new InvalidOperationException("its own fault"); });
        Run(registry.Register(Copy("a")));
        Run(registry.Deregister(Copy("a")));
        Assert.True(registry.IsEmpty);
        leaves.Dispose();
    }

    [Fact]
    public void A_subscriber_that_throws_at_its_first_snapshot_throws_to_whoever_subscribes_and_leaves_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => registry.Watch("shop").Subscribe(_ => throw new InvalidOperationException()));
        Assert.True(registry.IsEmpty);
    }

    [Fact]
    public void A_subscriber_that_changes_the_registry_is_told_afterwards_and_not_inside()
    {
        var (depth, deepest) = (0, 0);
        var seen = new List<int>();
        using var changes = registry.Watch("shop").Subscribe(snapshot =>
        {
            deepest = Math.Max(deepest, ++depth);
            seen.Add(snapshot.Count);
            if (snapshot.Count is > 0 and < 5) Assert.True(registry.Register(Copy($"{snapshot.Count}")).RunAsync(time.Env).IsCompletedSuccessfully);
            depth--;
        });
        Run(registry.Register(Copy("0")));
        Assert.Equal([0, 1, 2, 3, 4, 5], seen);
        Assert.Equal(1, deepest);
    }

    [Fact]
    public void A_slow_subscriber_holds_up_no_other_thread_and_hears_the_newest_snapshot_once()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var token = TestContext.Current.CancellationToken;
        var slow = new List<int>();
        using var subscription = registry.Watch("shop").Subscribe(snapshot =>
        {
            slow.Add(snapshot.Count);
            if (snapshot.Count != 1) return;
            entered.Set();
            go.Wait(token);
        });
        var first = new Thread(() => _ = registry.Register(Copy("0")).RunAsync(time.Env));
        first.Start();
        entered.Wait(token);
        for (var i = 1; i < 1000; i++) Assert.True(registry.Register(Copy($"{i}")).RunAsync(time.Env).IsCompletedSuccessfully);
        Assert.Equal([0, 1], slow);
        go.Set();
        first.Join();
        Assert.Equal([0, 1, 1000], slow);
    }

    [Fact]
    public void Ten_thousand_names_watched_and_left_leave_nothing()
    {
        for (var i = 0; i < 10_000; i++) Seen.Of(registry.Watch($"shop{i}")).Dispose();
        Run(registry.Register(Copy("a")));
        Assert.False(registry.IsEmpty);
        Run(registry.Deregister(Copy("a")));
        Assert.True(registry.IsEmpty);
    }

    [Fact]
    public void A_subscriber_that_left_is_not_held_even_by_its_subscription()
    {
        var (held, subscription) = Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(held.IsAlive);
        GC.KeepAlive(subscription);
        GC.KeepAlive(registry);
    }

    [Fact]
    public void Nobody_is_found_in_no_registry_and_its_watch_goes_on()
    {
        Run(Registry.None.Register(Copy("a")));
        Run(Registry.None.Deregister(Copy("a")));
        using var seen = Seen.Of(Registry.None.Watch("shop"));
        Assert.Empty(Assert.Single(seen.All));
        Assert.False(seen.Ended);
        Assert.Equal((object)ValueList<ServiceInstance>.Empty, time.Run(Registry.None.GetService("shop")).Value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    (WeakReference Observer, IDisposable Subscription) Leave()
    {
        var observer = new Seen();
        var subscription = registry.Watch("shop").Subscribe(observer);
        Assert.Single(observer.All);
        subscription.Dispose();
        return (new(observer), subscription);
    }
}
