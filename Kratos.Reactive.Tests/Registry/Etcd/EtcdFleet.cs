using System.Collections.Concurrent;
using System.Diagnostics;
using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>Three programs on a real etcd, each with a registry of its own that asks another endpoint first, an instance and a watch.</summary>
sealed class EtcdFleet : IAsyncDisposable
{
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(50);

    readonly string service = $"fleet-{Guid.NewGuid():N}";
    readonly ConcurrentQueue<Error> unhandled = new();
    readonly List<Held<EtcdRegistry>> held = [];
    readonly List<Seen> seen = [];
    readonly EtcdOptions options;
    int changes;

    EtcdFleet(EtcdOptions options)
    {
        this.options = options;
        Instances = [.. "abc".Select(id => Copy($"{id}"))];
    }

    /// <summary>Those that are alive.</summary>
    internal ServiceInstance[] Instances { get; }

    /// <summary>As long as a fault may be felt.</summary>
    internal TimeSpan Bound => options.Ttl + 5.Seconds;

    internal CapturedLog Log { get; } = new();

    internal EtcdRegistry Registry(int n) => held[n].Value;

    internal string Key(int n) => $"/microservices/{service}/{Instances[n].Id}";

    /// <summary>Starts the three, and waits until each has found all.</summary>
    internal static async Task<EtcdFleet> On(IReadOnlyList<string> endpoints, EtcdOptions? settings = null)
    {
        var fleet = new EtcdFleet(settings ?? EtcdOptions.Default);
        for (var n = 0; n < fleet.Instances.Length; n++)
        {
            var options = fleet.options with { Endpoints = [.. endpoints.Skip(n), .. endpoints.Take(n)], Log = fleet.Log };
            var env = Env.System.With(new FirstEndpoint()).WithUnhandled(fleet.unhandled.Enqueue);
            fleet.held.Add((await Kratos.Reactive.Registry.Etcd(options).Allocate.RunAsync(env)).ThrowIfFail());
            (await fleet.Registry(n).Register(fleet.Instances[n]).RunAsync(env)).ThrowIfFail();
            fleet.seen.Add(Seen.Of(fleet.Registry(n).Watch(fleet.service)));
        }

        await fleet.Settled();
        return fleet;
    }

    /// <summary>Waits until all are found by each of the three, in the store and in the watch, and says how long that took. It is a failure when it takes longer than the time of a lease and 5 s.</summary>
    internal async Task<TimeSpan> Settled()
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(look);
        while (!await IsSettled())
        {
            Assert.True(watch.Elapsed < Bound, $"not settled after {watch.Elapsed}: {string.Join('\n', Log.Lines.Select(line => line.Text))}");
            await timer.WaitForNextTickAsync();
        }

        return watch.Elapsed;
    }

    /// <summary>One joins and leaves, and every watch hears of it.</summary>
    internal async Task Change()
    {
        var passing = Copy($"z{changes++}");
        (await Registry(0).Register(passing).RunAsync(Env.System)).ThrowIfFail();
        await All([.. Instances, passing]);
        (await Registry(0).Deregister(passing).RunAsync(Env.System)).ThrowIfFail();
        await All(Instances);
    }

    /// <summary>Nobody saw nobody, no watch ended, and nothing was told as unhandled.</summary>
    internal void WasNeverEmpty()
    {
        Assert.All(seen, static one => Assert.DoesNotContain(one.All, static list => list.Count == 0));
        Assert.All(seen, static one => Assert.False(one.Ended));
        Assert.Empty(unhandled);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in seen) one.Dispose();
        foreach (var one in held) (await one.Release.RunAsync(Env.System)).ThrowIfFail();
    }

    async Task<bool> IsSettled()
    {
        if (!seen.All(one => one.All.Count > 0 && one.All[^1].SequenceEqual(Instances))) return false;
        foreach (var one in held)
        {
            var found = await one.Value.GetService(service).RunAsync(Env.System);
            if (!found.IsSucc || !found.Value.SequenceEqual(Instances)) return false;
        }

        return true;
    }

    async Task All(ServiceInstance[] list)
    {
        foreach (var one in seen) await Eventually.True(() => one.All[^1].SequenceEqual(list), $"{list.Length} instances to be seen");
    }

    ServiceInstance Copy(string id) => new(id, service, "v1") { Endpoints = [new($"grpc://10.0.0.1:9000/{id}")] };

    /// <summary>Chance that asks the first endpoint first.</summary>
    sealed class FirstEndpoint : Random
    {
        public override int Next(int maxValue) => 0;

        public override long NextInt64(long minValue, long maxValue) => Shared.NextInt64(minValue, maxValue);

        public override double NextDouble() => Shared.NextDouble();
    }
}
