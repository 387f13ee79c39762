using System.Diagnostics;
using System.Security.Cryptography;
using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>Faults of a real etcd of three processes, with the real constants: 15 s for a lease. They take their time, so they are begun together, and each test waits for its own.</summary>
public sealed class EtcdFaultRuns : IAsyncDisposable
{
    readonly Task<EtcdCluster> calm = Started();
    readonly Task<EtcdCluster> rough = Started();

    public EtcdFaultRuns()
    {
        Frozen = Freeze();
        Killed = Kill();
        Kept = Restart(Killed, forget: false);
        Lost = Restart(Kept, forget: true);
        Majority = Minority(Lost);
        Revoked = Revoke();
        Parted = Part();
        Expired = Expire();
        Compacted = Compact();
        Forgotten = Forget();
    }

    internal Task Killed { get; }

    internal Task Kept { get; }

    internal Task Lost { get; }

    internal Task Majority { get; }

    internal Task Frozen { get; }

    internal Task Revoked { get; }

    internal Task Parted { get; }

    internal Task Expired { get; }

    internal Task Compacted { get; }

    internal Task Forgotten { get; }

    public async ValueTask DisposeAsync()
    {
        // Each test has told of its own failure.
        await Task.WhenAll(Frozen, Majority, Revoked, Parted, Expired, Compacted, Forgotten).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (await calm).DisposeAsync();
        await (await rough).DisposeAsync();
    }

    static async Task<EtcdCluster> Started()
    {
        var cluster = EtcdCluster.Start(3);
        await using var ready = await Operator.At(cluster.Address);
        await ready.Put("ready", "");
        return cluster;
    }

    async Task Kill()
    {
        var cluster = await rough;
        await using var fleet = await EtcdFleet.On(cluster.Addresses);
        var leader = await Leader(cluster);
        var fault = Stopwatch.StartNew();
        await leader.Kill();
        await fleet.Change();
        await fleet.Settled(fault);
        cluster.Start(leader);
        await fleet.Settled();
        fleet.WasNeverEmpty();
    }

    async Task Restart(Task before, bool forget)
    {
        await before;
        var cluster = await rough;
        await using var fleet = await EtcdFleet.On(cluster.Addresses);
        await cluster.Restart(forget);
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverEmpty();
    }

    static async Task Freeze()
    {
        await using var cluster = await Started();
        await using var fleet = await EtcdFleet.On(cluster.Addresses);
        var leader = await Leader(cluster);
        var over = Task.Delay(40.Seconds);
        leader.Freeze();
        await fleet.Settled();
        await fleet.Change();
        await over;
        await fleet.Settled();
        leader.Thaw();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverEmpty();
    }

    async Task Minority(Task before)
    {
        await before;
        var cluster = await rough;
        await using var fleet = await EtcdFleet.On(cluster.Addresses);
        var over = Task.Delay(20.Seconds);
        foreach (var member in cluster.Members.Skip(1)) member.Freeze();
        await over;
        foreach (var member in cluster.Members.Skip(1)) member.Thaw();
        await fleet.Settled();
        await fleet.Change();
        fleet.WasNeverEmpty();
    }

    async Task Revoke()
    {
        var cluster = await calm;
        await using var fleet = await EtcdFleet.On(cluster.Addresses);
        await using var hand = await Operator.At(cluster.Address);
        await hand.RevokeLeaseOf(fleet.Key(0));
        Assert.Null(await hand.Find(fleet.Key(0)));
        await hand.Delete(fleet.Key(1));
        await fleet.Settled();
        fleet.WasNeverEmpty();
        Assert.Contains(fleet.Log.Lines, line => line.Text.StartsWith("Lost: ", StringComparison.Ordinal) && line.Text.Contains("LEASE_GONE", StringComparison.Ordinal));
    }

    async Task Part()
    {
        var cluster = await calm;
        TcpGate[] gates = [.. cluster.Members.Select(member => new TcpGate(member.Port))];
        await using var fleet = await EtcdFleet.On([.. gates.Select(gate => gate.Address)]);
        var fault = Stopwatch.StartNew();
        gates[0].Silence();
        await fleet.Change();
        await fleet.Settled(fault);
        gates[0].Open();
        fault.Restart();
        gates[1].Shut();
        await fleet.Change();
        await fleet.Settled(fault);
        fleet.WasNeverEmpty();
        foreach (var gate in gates) await gate.DisposeAsync();
    }

    async Task Compact()
    {
        var cluster = await calm;
        await using var hand = await Operator.At(cluster.Address);
        TcpGate[] gates = [.. cluster.Members.Select(member => new TcpGate(member.Port))];
        await using var fleet = await EtcdFleet.On([.. gates.Select(gate => gate.Address)]);
        await fleet.Change();       // all watches have caught up: one that has not may lose what it is behind
        await hand.Compact();
        await fleet.Change();
        Assert.DoesNotContain(fleet.Log.Lines, static line => line.Text.Contains("WATCH_COMPACTED", StringComparison.Ordinal));

        foreach (var gate in gates) gate.Shut();
        var late = fleet.Instances[0] with { Id = "late" };
        await hand.Put($"{fleet.Key(0)}-late", late.ToJson());
        await hand.Compact();
        foreach (var gate in gates) gate.Open();
        await fleet.All([.. fleet.Instances, late]);
        await hand.Delete($"{fleet.Key(0)}-late");
        await fleet.Settled();
        fleet.WasNeverEmpty();
        foreach (var gate in gates) await gate.DisposeAsync();
    }

    // Between the list and the watch that goes on from it, what the watch would need is forgotten.
    async Task Forget()
    {
        var cluster = await calm;
        await using var hand = await Operator.At(cluster.Address);
        var (log, lists) = (new CapturedLog(), 0);
        var (service, token) = ($"forgotten-{Guid.NewGuid():N}", new EtcdToken(null));
        var (one, two) = (new ServiceInstance("a", service, "v1"), new ServiceInstance("b", service, "v1"));
        await hand.Put($"/microservices/{service}/a", one.ToJson());
        var watched = Client.Grpc(cluster.Address).Select(client => EtcdNode.Over(cluster.Address, client, token)).Select(node => node with
        {
            Keys = node.Keys with { Range = request => node.Keys.Range(request).Bind(answer => liftEff(_ => Interlocked.Increment(ref lists) == 1 ? Pass(answer) : Task.FromResult(answer))) },
        });
        var end = await watched.Use(node => liftEff(async env =>
        {
            using var seen = Seen.Of(new EtcdRegistry([node], token, EtcdOptions.Default with { Log = log }, env).Watch(service));
            await Eventually.True(() => seen.All is [.., var last] && last.SequenceEqual([one, two]), "both to be seen");
            await hand.Delete($"/microservices/{service}/a");
            await Eventually.True(() => seen.All is [.., var last] && last.SequenceEqual([two]), "the one that stayed to be seen");
            Assert.Equal([1, 2, 1], seen.All.Select(static list => list.Count));
        })).RunAsync(Env.System.WithUnhandled(static error => Assert.Fail(error.ToString())));
        end.ThrowIfFail();
        Assert.Contains(log.Lines, static line => line.Text.Contains("WATCH_COMPACTED", StringComparison.Ordinal));

        async Task<A> Pass<A>(A answer)
        {
            await hand.Put($"/microservices/{service}/b", two.ToJson());
            await hand.Compact();
            return answer;
        }
    }

    static async Task Expire()
    {
        using var key = RSA.Create(2048);
        var folder = Directory.CreateTempSubdirectory("etcd-jwt");
        var (secret, open) = (Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "pub.pem"));
        File.WriteAllText(secret, key.ExportRSAPrivateKeyPem());
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        await using var cluster = EtcdCluster.Start(3, flags: ["--auth-token", $"jwt,pub-key={open},priv-key={secret},sign-method=RS256,ttl=2s"]);
        await using (var hand = await Operator.At(cluster.Address)) await hand.DemandPasswords("kratos", "secret", "/microservices/");
        await using (var fleet = await EtcdFleet.On(cluster.Addresses, EtcdOptions.Default with { User = new("kratos", "secret") }))
        {
            var fault = Stopwatch.StartNew();       // no token is older than 2 s
            await Task.Delay(3.Seconds);
            await fleet.Change();
            await Task.Delay(6.Seconds);
            await fleet.Settled(fault);
            await fleet.Change();
            fleet.WasNeverEmpty();
        }

        folder.Delete(recursive: true);
    }

    static async Task<EtcdMember> Leader(EtcdCluster cluster)
    {
        for (var n = 0; ; n = (n + 1) % cluster.Members.Count)
        {
            await using var hand = await Operator.At(cluster.Addresses[n]);
            if (await hand.Leads()) return cluster.Members[n];
        }
    }
}
