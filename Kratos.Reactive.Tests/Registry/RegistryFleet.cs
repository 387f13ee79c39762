using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Three programs on a real store, each with a registry of its own, an instance and a watch.</summary>
sealed class RegistryFleet : IAsyncDisposable
{
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(50);

    readonly ConcurrentQueue<Error> unhandled = new();
    readonly List<Held<OpenRegistry>> held = [];
    readonly List<Seen> seen = [];
    readonly TimeSpan ttl;
    readonly Env env;
    int changes;

    RegistryFleet(TimeSpan ttl)
    {
        this.ttl = ttl;
        env = Env.System.With(new FirstEndpoint()).WithUnhandled(unhandled.Enqueue);
        Instances = [.. "abc".Select(id => Copy($"{id}"))];
    }

    internal string Service { get; } = $"fleet-{Guid.NewGuid():N}";

    /// <summary>Those that are alive.</summary>
    internal ServiceInstance[] Instances { get; }

    /// <summary>As long as a fault may be felt.</summary>
    internal TimeSpan Bound => ttl + 5.Seconds;

    internal CapturedLog Log { get; } = new();

    /// <summary>Starts the three, and waits until each has found all.</summary>
    /// <param name="ttl">The time of a lease.</param>
    /// <param name="open">Opens the registry of the first, the second, the third.</param>
    internal static async Task<RegistryFleet> On(TimeSpan ttl, Func<int, ILogger, Resource<OpenRegistry>> open)
    {
        var fleet = new RegistryFleet(ttl);
        for (var n = 0; n < fleet.Instances.Length; n++)
        {
            fleet.held.Add((await open(n, fleet.Log).Allocate.RunAsync(fleet.env)).ThrowIfFail());
            (await fleet.held[n].Value.Registrar.Register(fleet.Instances[n]).RunAsync(fleet.env)).ThrowIfFail();
            fleet.seen.Add(Seen.Of(fleet.held[n].Value.Discovery.Watch(fleet.Service)));
        }

        await fleet.Settled();
        return fleet;
    }

    /// <summary>Waits until all are found by each of the three, in the store and in the watch. It is a failure when it takes longer than the time of a lease and 5 s from now.</summary>
    internal Task Settled() => Settled(Stopwatch.StartNew());

    /// <summary>The same, from when the fault began.</summary>
    internal async Task Settled(Stopwatch watch)
    {
        using var timer = new PeriodicTimer(look);
        while (!await IsSettled())
        {
            Assert.True(watch.Elapsed < Bound, $"not settled after {watch.Elapsed}: {string.Join('\n', Log.Lines.Select(line => line.Text))}");
            await timer.WaitForNextTickAsync();
        }

        Assert.True(watch.Elapsed < Bound, $"settled after {watch.Elapsed} only");
    }

    /// <summary>One joins and leaves, and every watch hears of it.</summary>
    internal async Task Change()
    {
        var passing = Copy($"z{changes++}");
        (await held[0].Value.Registrar.Register(passing).RunAsync(env)).ThrowIfFail();
        await All([.. Instances, passing]);
        (await held[0].Value.Registrar.Deregister(passing).RunAsync(env)).ThrowIfFail();
        await All(Instances);
    }

    /// <summary>Waits until every watch has told exactly these.</summary>
    internal async Task All(IReadOnlyList<ServiceInstance> list)
    {
        foreach (var one in seen) await Eventually.True(() => one.All[^1].SequenceEqual(list), $"{list.Count} instances to be seen");
    }

    /// <summary>Nobody saw nobody, no watch ended, and nothing was told as unhandled.</summary>
    internal void WasNeverEmpty()
    {
        Assert.All(seen, static one => Assert.DoesNotContain(one.All, static list => list.Count == 0));
        Assert.All(seen, static one => Assert.False(one.Ended));
        Assert.Empty(unhandled);
    }

    /// <summary>Nor a list without one of those that were alive all the time.</summary>
    internal void WasNeverShort()
    {
        WasNeverEmpty();
        Assert.All(seen, one => Assert.All(one.All.SkipWhile(list => list.Count < Instances.Length), list => Assert.Superset(Instances.ToHashSet(), list.ToHashSet())));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in seen) one.Dispose();
        foreach (var one in held) (await one.Release.RunAsync(env)).ThrowIfFail();
    }

    async Task<bool> IsSettled()
    {
        if (!seen.All(one => one.All.Count > 0 && one.All[^1].SequenceEqual(Instances))) return false;
        foreach (var one in held)
        {
            var found = await one.Value.Discovery.GetService(Service).RunAsync(env);
            if (!found.IsSucc || !found.Value.SequenceEqual(Instances)) return false;
        }

        return true;
    }

    ServiceInstance Copy(string id) => new(id, Service, "v1") { Endpoints = [new($"grpc://10.0.0.1:9000/{id}")] };

    /// <summary>Chance that asks the first endpoint first.</summary>
    sealed class FirstEndpoint : Random
    {
        public override int Next(int maxValue) => 0;

        public override long NextInt64(long minValue, long maxValue) => Shared.NextInt64(minValue, maxValue);

        public override double NextDouble() => Shared.NextDouble();
    }
}
