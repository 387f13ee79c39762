using System.Reactive.Subjects;
using EtcdV3;
using Google.Protobuf;

namespace Kratos.Reactive.Tests;

/// <summary>Somebody else's server, real and in Go: etcd answers our client.</summary>
public sealed class EtcdTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    // The client waits until etcd listens: its own way to know.
    static readonly GrpcClientOptions waiting = GrpcClientOptions.Default with
    {
        Reconnect = Schedule.Spaced(20.Milliseconds),
        Call = GrpcCallOptions.Default with { WhenDown = WhenDown.Wait, Timeout = patience },
    };

    static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    static PutRequest Put(string key, string value, long lease = 0) => new() { Key = Bytes(key), Value = Bytes(value), Lease = lease };

    [Fact]
    public async Task Etcd_puts_and_gives_back_in_one_message_each_and_says_what_it_refuses()
    {
        await using var etcd = EtcdCluster.Start();
        await using var client = await Called.At(etcd.Address, waiting);
        var kv = KVService.Over(client.Client);
        for (var i = 0; i < 100; i++) (await kv.Put(Put($"key/{i}", new string('v', 1000))).RunAsync(Env.System)).ThrowIfFail();
        var all = (await kv.Range(new RangeRequest { Key = Bytes("key/"), RangeEnd = Bytes("key0") }).RunAsync(Env.System)).Value;
        Assert.Equal(100, all.Kvs.Count);
        Assert.All(all.Kvs, static one => Assert.Equal(1000, one.Value.Length));

        (await kv.Put(Put("large", new string('p', 100_000))).RunAsync(Env.System)).ThrowIfFail();
        Assert.Equal(100_000, (await kv.Range(new RangeRequest { Key = Bytes("large") }).RunAsync(Env.System)).Value.Kvs[0].Value.Length);

        // It knows no compression, and says so.
        var packed = KVService.Over(client.Client.With(GrpcCall(call => call with { Compression = GrpcCompression.Gzip })));
        Assert.Equal((501, "UNIMPLEMENTED"), (await packed.Put(Put("packed", new string('p', 1000))).RunAsync(Env.System)).Error is var refused ? (refused.Code, refused.Reason) : default);
        Assert.Equal(new Error(404, "NOT_FOUND", "etcdserver: requested lease not found"), (await kv.Put(Put("a", "b", lease: 4711)).RunAsync(Env.System)).Error);
        Assert.Equal(new Error(400, "INVALID_ARGUMENT", "etcdserver: key is not provided"), (await kv.Put(Put("", "b")).RunAsync(Env.System)).Error);
        var small = KVService.Over(client.Client.With(GrpcCall(call => call with { MaxReceive = 50_000 })));
        Assert.Equal(429, (await small.Range(new RangeRequest { Key = Bytes("large") }).RunAsync(Env.System)).Error.Code);
    }

    [Fact]
    public async Task Etcd_tells_a_watch_of_each_put_over_a_stream_of_both_directions()
    {
        await using var etcd = EtcdCluster.Start();
        await using var client = await Called.At(etcd.Address, waiting);
        using var asked = new ReplaySubject<WatchRequest>();
        using var told = new ReplaySubject<WatchResponse>();
        using var watch = WatchService.Over(client.Client).Watch(asked, Env.System).Subscribe(told);
        asked.OnNext(new WatchRequest { CreateRequest = new() { Key = Bytes("w/"), RangeEnd = Bytes("w0") } });
        var created = await Next(told.Where(static response => response.Created));

        var kv = KVService.Over(client.Client);
        for (var i = 0; i < 20; i++) (await kv.Put(Put($"w/{i}", $"{i}")).RunAsync(Env.System)).ThrowIfFail();
        var events = await Next(told.SelectMany(static response => response.Events).Take(20).ToList());
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"w/{i}={i}"), events.Select(static one => $"{one.Kv.Key.ToStringUtf8()}={one.Kv.Value.ToStringUtf8()}"));

        asked.OnNext(new WatchRequest { CancelRequest = new() { WatchId = created.WatchId } });
        await Next(told.Where(static response => response.Canceled));
        watch.Dispose();
        await Eventually.True(() => !asked.HasObservers, "the request side to be left");
    }

    [Fact]
    public async Task Etcd_keeps_a_lease_alive_over_a_stream_and_a_stream_that_is_closed_ends_well()
    {
        await using var etcd = EtcdCluster.Start();
        await using var client = await Called.At(etcd.Address, waiting);
        var lease = LeaseService.Over(client.Client);
        var granted = (await lease.LeaseGrant(new LeaseGrantRequest { TTL = 100 }).RunAsync(Env.System)).Value;
        Assert.Equal(100, granted.TTL);
        var beats = Observable.Repeat(new LeaseKeepAliveRequest { ID = granted.ID }, 5);
        var kept = await lease.LeaseKeepAlive(beats, Env.System).ToList().SingleEff().RunAsync(Env.System).AsTask().WaitAsync(patience, TestContext.Current.CancellationToken);
        Assert.Equal([100, 100, 100, 100, 100], kept.Value.Select(static one => one.TTL));
        (await KVService.Over(client.Client).Put(Put("leased", "1", granted.ID)).RunAsync(Env.System)).ThrowIfFail();
    }

    [Fact]
    public async Task A_watch_ends_unavailable_when_etcd_dies_and_the_client_finds_the_next_one_at_its_address()
    {
        await using var etcd = EtcdCluster.Start();
        await using var client = await Called.At(etcd.Address, waiting);
        var end = WatchService.Over(client.Client)
            .Watch(Observable.Return(new WatchRequest { CreateRequest = new() { Key = Bytes("k") } }).Concat(Observable.Never<WatchRequest>()), Env.System)
            .Publish();
        var created = end.Where(static response => response.Created).FirstEff().RunAsync(Env.System).AsTask();
        var over = end.EndEff().RunAsync(Env.System).AsTask();
        using var watching = end.Connect();
        (await created.WaitAsync(patience, TestContext.Current.CancellationToken)).ThrowIfFail();
        var kv = KVService.Over(client.Client);
        (await kv.Put(Put("k", "before")).RunAsync(Env.System)).ThrowIfFail();
        await etcd.Restart(forget: true);
        Assert.Equal(503, (await over.WaitAsync(patience, TestContext.Current.CancellationToken)).Error.Code);
        // The next one knows nothing of what the last one was told.
        Assert.Empty((await kv.Range(new RangeRequest { Key = Bytes("k") }).RunAsync(Env.System)).Value.Kvs);
        (await kv.Put(Put("k", "after")).RunAsync(Env.System)).ThrowIfFail();
    }

    static async Task<A> Next<A>(IObservable<A> source) => (await source.FirstEff().RunAsync(Env.System).AsTask().WaitAsync(patience, TestContext.Current.CancellationToken)).Value;
}
