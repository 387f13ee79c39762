using System.Collections.Concurrent;
using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>A real etcd for all tests of a class.</summary>
public abstract class EtcdStores(int size) : IAsyncLifetime
{
    internal EtcdCluster Cluster { get; private set; } = null!;

    /// <summary>Two connections to it: one that registers, one that watches.</summary>
    internal Resource<OpenRegistry> Open =>
        from registrar in Registry.Etcd(Cluster.Addresses)
        from discovery in Registry.Etcd(Cluster.Addresses)
        select new OpenRegistry(registrar, discovery);

    /// <summary>Two connections to one of its processes, through a gate, with a short lease; and an operator beside it.</summary>
    internal Resource<FailingRegistry> OpenFailing =>
        from gate in Resource.DisposingAsync(liftEff(() => new TcpGate(Cluster.Members[^1].Port)))
        from hand in Resource.DisposingAsync(liftEff(_ => Operator.At(Cluster.Address)))
        let options = EtcdOptions.Default with { Endpoints = [gate.Address], Ttl = 3.Seconds, CallTimeout = 1.Seconds }
        from registrar in Registry.Etcd(options)
        from discovery in Registry.Etcd(options)
        select new FailingRegistry(registrar, discovery, liftEff(gate.Shut), liftEff(gate.Open), one => liftEff(_ => hand.RevokeLeaseOf($"/microservices/{one.Name}/{one.Id}")));

    public async ValueTask InitializeAsync()
    {
        Cluster = EtcdCluster.Start(size);
        await using var ready = await Operator.At(Cluster.Address);
        await ready.Put("ready", "");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Cluster.DisposeAsync();
    }

    /// <summary>Runs a law on the real clock. Nothing is told as unhandled but what a subscriber of the law throws on purpose.</summary>
    internal static async ValueTask<Fin<Unit>> Run(Eff<Unit> law)
    {
        var unhandled = new ConcurrentQueue<Error>();
        var end = await law.RunAsync(Env.System.WithUnhandled(unhandled.Enqueue));
        Assert.All(unhandled, error => Assert.Equal("a subscriber's own fault", error.Cause?.Message));
        return end;
    }
}

/// <summary>Of one process.</summary>
public sealed class OneEtcd() : EtcdStores(1);

/// <summary>Of three.</summary>
public sealed class ThreeEtcds() : EtcdStores(3);
