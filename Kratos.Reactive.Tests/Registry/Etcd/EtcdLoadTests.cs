using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kratos.Reactive.Tests;

/// <summary>Many instances and many changes, on a real etcd. It looks at the time and the memory of the process, so nothing runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class EtcdLoadTests(OneEtcd etcd) : IClassFixture<OneEtcd>
{
    static ServiceInstance Copy(string service, string id, string version = "v1") => new(id, service, version)
    {
        Metadata = new Dictionary<string, string> { ["zone"] = "eu-1", ["weight"] = "10" },
        Endpoints = [new("http://10.0.0.1:8000"), new("grpc://10.0.0.1:9000")],
    };

    static async Task<A> Run<A>(Eff<A> effect, Env? env = null) => (await effect.RunAsync(env ?? Env.System)).ThrowIfFail();

    static Task Until(Seen seen, Func<IReadOnlyList<ServiceInstance>, bool> holds) => Run(seen.Snapshots.Where(holds).FirstEff().Timeout(60.Seconds));

    [Fact]
    public Task Of_a_thousand_instances_a_watch_delivers_a_change_in_less_than_100_ms() => Run(etcd.Open.Use(open => liftEff(async _ =>
    {
        var service = $"many-{Guid.NewGuid():N}";
        using var seen = Seen.Of(open.Discovery.Watch(service));
        var begun = Stopwatch.GetTimestamp();
        await Run(awaitAll([.. Enumerable.Range(0, 1000).Select(n => open.Registrar.Register(Copy(service, $"{n:0000}")))]));
        await Until(seen, static list => list.Count == 1000);
        var all = Stopwatch.GetElapsedTime(begun);

        List<double> taken = [];
        for (var n = 0; n < 40; n++)
        {
            begun = Stopwatch.GetTimestamp();
            await Run(open.Registrar.Register(Copy(service, "changed", $"v{n}")));
            await Until(seen, list => list.Any(one => one.Id == "changed" && one.Version == $"v{n}"));
            taken.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        taken.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"1,000 registered and seen in {all.TotalSeconds:0.00} s; a change, from before it is registered until it is told: median {taken[20]:0.0} ms, longest {taken[^1]:0.0} ms");
        Assert.InRange(taken[20], 0, 100);
        return Unit.Default;
    })));

    [Fact]
    public async Task A_watch_that_was_open_for_10_000_changes_leaves_nothing_and_a_subscriber_that_throws_disturbs_nobody()
    {
        var unhandled = new ConcurrentQueue<Error>();
        await Run(etcd.Open.Use(open => liftEff(_ => Changes(open))), Env.System.WithUnhandled(unhandled.Enqueue));
        Assert.Equal("a subscriber's own fault", Assert.Single(unhandled).Cause?.Message);
    }

    async Task Changes(OpenRegistry open)
    {
        var service = $"busy-{Guid.NewGuid():N}";
        await using var hand = await Operator.At(etcd.Cluster.Address);
        var none = open.Discovery.Watch($"{service}-none");
        using (var warm = Seen.Of(none)) await Until(warm, static list => list.Count == 0);
        await Write(1000);
        var before = Open();
        var told = new Counted();
        var thrown = 0;
        using (open.Discovery.Watch(service).Subscribe(told))
        using (open.Discovery.Watch(service).Subscribe(_ =>
        {
            thrown++;
            throw new InvalidOperationException("a subscriber's own fault");
        }, static error => throw error))
        {
            await Eventually.True(() => told.Last is not null, "the first list");
            var during = Open();
            await Write(10_000);
            await Eventually.True(() => told.Last!.All(static one => one.Version == "last of 10000"), "the last change");
            Assert.InRange(Open().Timers - during.Timers, -100, 20);
            Assert.Equal(1, thrown);
        }

        await Eventually.True(() => Open() is var after && after.Handles <= before.Handles + 5 && after.Timers <= before.Timers + 5, "handles and timers to be given back");
        Assert.InRange(Open().Bytes - before.Bytes, long.MinValue, 8 * 1024 * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine($"{told.Count} lists told of 10,000 changes; before {before}, after {Open()}");

        // Ten instances, which change a hundred at a time and in no order; in the end all have the last version.
        async Task Write(int changes)
        {
            for (var n = 0; n < changes - 10; n += 99) await Task.WhenAll(Enumerable.Range(n, Math.Min(99, changes - 10 - n)).Select(m => One(m, $"v{m}")));
            await Task.WhenAll(Enumerable.Range(0, 10).Select(m => One(m, $"last of {changes}")));
        }

        Task One(int n, string version) => hand.Put($"/microservices/{service}/{n % 10}", Copy(service, $"{n % 10}", version).ToJson());
    }

    static (int Handles, long Timers, long Bytes) Open() => (Directory.GetFiles("/proc/self/fd").Length, Timer.ActiveCount, GC.GetTotalMemory(forceFullCollection: true));

    sealed class Counted : IObserver<IReadOnlyList<ServiceInstance>>
    {
        internal int Count { get; private set; }

        internal IReadOnlyList<ServiceInstance>? Last { get; private set; }

        public void OnNext(IReadOnlyList<ServiceInstance> value) => (Count, Last) = (Count + 1, value);

        public void OnError(Exception error) => throw error;

        public void OnCompleted() => throw new InvalidOperationException("a watch never completes");
    }
}
