namespace Kratos.Reactive.Tests;

/// <summary>Many threads at once: what a subscriber may rely on however they interleave.</summary>
public sealed class MemoryRegistryThreadTests
{
    const int Writers = 6, Rounds = 60, Changes = 50;

    readonly Env env = new VirtualTime().Env;
    readonly MemoryRegistry registry = Registry.Memory();

    [Fact]
    public void With_six_writers_nobody_hears_an_older_snapshot_after_a_newer_one_and_all_agree_at_the_end()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var early = Seen.Of(registry.Watch("shop"));
            var joined = new Seen[Writers];
            Threads.Together(Writers, writer =>
            {
                for (var version = 1; version <= Changes; version++)
                {
                    Run(registry.Register(new($"{writer}", "shop", $"{round * Changes + version}")));
                    if (version == Changes / 2) joined[writer] = Seen.Of(registry.Watch("shop"));
                }
            });

            var present = Ended(registry.GetService("shop"));
            Assert.Equal(Enumerable.Repeat($"{(round + 1) * Changes}", Writers), present.Select(one => one.Version));
            foreach (var seen in (Seen[])[early, .. joined])
            {
                Assert.Equal(present, seen.All[^1]);
                foreach (var (older, newer) in seen.All.Zip(seen.All.Skip(1))) AssertForward(older, newer);
                seen.Dispose();
            }
        }
    }

    [Fact]
    public void Watchers_that_come_and_go_while_others_write_leave_nothing_and_miss_nothing()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var kept = new Seen[Writers];
            Threads.Together(Writers, thread =>
            {
                for (var i = 0; i < Changes; i++)
                {
                    var one = new ServiceInstance($"{thread}", "shop", $"{i}");
                    Run(i % 3 == 2 ? registry.Deregister(one) : registry.Register(one));
                    if (i % 5 == 0) Seen.Of(registry.Watch("shop")).Dispose();
                    if (i == 25) kept[thread] = Seen.Of(registry.Watch("shop"));
                }
            });

            var present = Ended(registry.GetService("shop"));
            Assert.All(kept, seen => Assert.Equal(present, seen.All[^1]));
            Assert.All(kept, seen => Assert.DoesNotContain(true, seen.All.Zip(seen.All.Skip(1), (one, next) => one.Equals(next))));
            foreach (var seen in kept) seen.Dispose();
            foreach (var one in present) Run(registry.Deregister(one));
            Assert.True(registry.IsEmpty);
        }
    }

    [Fact]
    public void A_subscriber_is_never_told_by_two_threads_at_once()
    {
        var (inside, clashes) = (0, 0);
        using var subscription = registry.Watch("shop").Subscribe(_ =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref clashes);
            Thread.SpinWait(200);
            Interlocked.Decrement(ref inside);
        });
        Threads.Together(Writers, writer =>
        {
            for (var version = 0; version < 1000; version++) Run(registry.Register(new($"{writer}", "shop", $"{version}")));
        });
        Assert.Equal(0, clashes);
    }

    static void AssertForward(IReadOnlyList<ServiceInstance> older, IReadOnlyList<ServiceInstance> newer)
    {
        Assert.NotEqual((object)older, newer);
        var versions = newer.ToDictionary(one => one.Id, one => int.Parse(one.Version, System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(older, one => Assert.True(versions[one.Id] >= int.Parse(one.Version, System.Globalization.CultureInfo.InvariantCulture)));
    }

    void Run(Eff<Unit> effect) => Ended(effect);

    // Nothing here waits: each effect has ended when RunAsync returns.
    A Ended<A>(Eff<A> effect)
    {
        var run = effect.RunAsync(env);
        Assert.True(run.IsCompleted);
        return run.GetAwaiter().GetResult().ThrowIfFail();
    }
}
