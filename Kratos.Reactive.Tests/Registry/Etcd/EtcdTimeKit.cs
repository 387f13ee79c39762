using System.Diagnostics.Metrics;
using Kratos.Reactive.Etcd;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>A registry on endpoints in virtual time: tries follow one another after a second.</summary>
public abstract class EtcdTimeKit
{
    readonly EtcdDouble etcd;

    protected EtcdTimeKit() => etcd = new(Time);

    protected VirtualTime Time { get; } = new();

    internal EtcdDouble Etcd => etcd;

    internal CapturedLog Log { get; } = new();

    internal static ServiceInstance Copy(string id, string version = "v1") => new(id, "shop", version);

    /// <summary>A registry that asks the endpoint <c>a</c> first, then <c>b</c>.</summary>
    internal EtcdRegistry Open(int endpoints = 1, EtcdUser? user = null, Schedule? backoff = null, Random? chance = null, ILogger? log = null, Env? env = null)
    {
        var token = new EtcdToken(user);
        var options = EtcdOptions.Default with { Backoff = backoff ?? Schedule.Spaced(1.Seconds), Log = log ?? Log };
        return new([.. "ab"[..endpoints].Select(name => etcd.Node($"{name}", token))], token, options, (env ?? Time.Env).With(chance ?? new First()));
    }

    /// <summary>Runs an effect that ends at once.</summary>
    internal A Now<A>(Eff<A> effect)
    {
        var run = Time.Begin(effect);
        Assert.True(run.Result is not null, "it waits");
        return run.Result.Value.Value;
    }

    internal void To(double seconds) => Time.AdvanceTo(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));

    /// <summary>What was asked from an instant on.</summary>
    internal string[] AskedFrom(double seconds) => [.. etcd.Asked.Where(one => double.Parse(one.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) >= seconds)];

    /// <summary>Each change of state, with its instant in seconds.</summary>
    internal List<string> States(EtcdRegistry registry)
    {
        var states = new List<string>();
        registry.Registrations.Subscribe(one => states.Add($"{Time.Elapsed.TotalSeconds} {one.Instance.Id} {one.State}{(one.Why is null ? "" : $" {one.Why.Reason}")}"), static error => throw error);
        return states;
    }

    /// <summary>Each list, with its instant in seconds.</summary>
    internal List<string> Lists(IDiscovery registry)
    {
        var lists = new List<string>();
        registry.Watch("shop").Subscribe(
            list => lists.Add($"{Time.Elapsed.TotalSeconds} [{string.Join(' ', list.Select(one => one.Id))}]"),
            error => lists.Add($"{Time.Elapsed.TotalSeconds} {Error.From(error).Reason}"));
        return lists;
    }

    /// <summary>What is counted of one service, with its instant in seconds, until the listener is given back.</summary>
    internal MeterListener Counting(string service, List<string> counted)
    {
        var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => { if (instrument.Name.StartsWith("kratos.registry.", StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            if (all["service"] == service) lock (counted) counted.Add($"{Time.Elapsed.TotalSeconds} {instrument.Name[16..]} {count} {all.GetValueOrDefault("what")}".Trim());
        });
        listener.Start();
        return listener;
    }

    /// <summary>Chance that asks the first endpoint first, and numbers leases from 1.</summary>
    internal class First : Random
    {
        long leases;

        public override int Next(int maxValue) => 0;

        public override long NextInt64(long minValue, long maxValue) => ++leases;
    }
}
