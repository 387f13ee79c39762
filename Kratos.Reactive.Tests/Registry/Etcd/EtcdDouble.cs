using System.Reactive.Subjects;
using Google.Protobuf;
using Kratos.Reactive.Etcd;
using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Tests;

/// <summary>An etcd in this process and in virtual time: as much of it as a registry asks, with endpoints that can be down, silent, or refuse. It notes what it is asked, and when.</summary>
sealed class EtcdDouble(VirtualTime time)
{
    internal const long Another = 999;

    readonly SortedDictionary<string, KeyValue> keys = new(StringComparer.Ordinal);
    readonly Dictionary<long, (TimeSpan Ttl, SerialDisposable End)> leases = [];
    readonly List<(long Revision, Event What)> history = [];
    readonly List<Watcher> watchers = [];
    readonly List<(TimeSpan At, string What)> asked = [];
    long revision = 1;
    long compacted;
    Action? afterRange;

    /// <summary>What an endpoint fails with at once; none of its watches goes on then.</summary>
    internal Dictionary<string, Error> Failing { get; } = [];

    /// <summary>The endpoints that do not answer, nor tell their watchers anything.</summary>
    internal HashSet<string> Silent { get; } = [];

    /// <summary>The token that is taken; null when none is asked for.</summary>
    internal string? Token { get; set; }

    /// <summary>The endpoint, the call, and when it came.</summary>
    internal IReadOnlyList<string> Asked => [.. asked.Select(static one => $"{one.At.TotalSeconds} {one.What}")];

    internal IReadOnlyDictionary<string, KeyValue> Keys => keys;

    internal IReadOnlyCollection<long> Leases => leases.Keys;

    internal EtcdNode Node(string name, EtcdToken? token = null) => new(
        name,
        new KVService
        {
            Range = request => Call(name, "range", token, () => Range(request)),
            Put = request => Call(name, "put", token, () => Put(request)),
            Txn = request => Call(name, "txn", token, () => Txn(request)),
        },
        new LeaseService
        {
            LeaseGrant = request => Call(name, "grant", token, () => Grant(request)),
            LeaseRevoke = request => Call(name, "revoke", token, () => Revoke(request.ID)),
            LeaseKeepAlive = (requests, env) => requests.SelectMany(request => Call(name, "renew", token, () => Renew(request.ID)).ToObservable(env)),
        },
        new WatchService { Watch = (requests, _) => Watch(name, requests) },
        new AuthService { Authenticate = request => Call(name, $"authenticate {request.Name}", null, () => Fin<AuthenticateResponse>.Succ(new() { Token = Token })) });

    /// <summary>The endpoint is down from now on.</summary>
    internal void Break(string name)
    {
        Failing[name] = Error.Unavailable("UNAVAILABLE", $"{name} is down");
        foreach (var watcher in watchers.Where(watcher => watcher.Node == name).ToArray()) watcher.To.OnError(new ErrorException(Failing[name]));
    }

    /// <summary>A lease ends, and its keys with it.</summary>
    internal Fin<LeaseRevokeResponse> Revoke(long lease)
    {
        if (!leases.Remove(lease, out var found)) return Error.NotFound("NOT_FOUND", "etcdserver: requested lease not found");
        found.End.Dispose();
        foreach (var key in keys.Values.Where(kv => kv.Lease == lease).Select(static kv => kv.Key.ToStringUtf8()).ToArray()) Remove(key);
        return new LeaseRevokeResponse { Header = Header };
    }

    /// <summary>Another process registers, under a lease of its own that it keeps.</summary>
    internal void WriteByAnother(string key, string value)
    {
        leases.TryAdd(Another, (TimeSpan.Zero, new()));
        Write(key, value, Another);
    }

    /// <summary>Somebody writes a key.</summary>
    internal void Write(string key, string value, long lease = 0) => Put(new() { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value), Lease = lease });

    internal void Remove(string key)
    {
        if (keys.Remove(key, out var kv)) Tell(new Event { Type = Event.Types.EventType.Delete, Kv = new() { Key = kv.Key } });
    }

    /// <summary>Forgets all changes so far.</summary>
    internal void Compact() => compacted = revision;

    /// <summary>Does something once, right after the next list was read.</summary>
    internal void AfterRange(Action work) => afterRange = work;

    /// <summary>Ends every watch: as one that etcd cancels, or by completing it.</summary>
    internal void EndWatches(Action<IObserver<WatchResponse>> end)
    {
        foreach (var watcher in watchers.ToArray()) end(watcher.To);
    }

    /// <summary>Everything is gone, and the revision begins anew; watches break.</summary>
    internal void Wipe()
    {
        foreach (var lease in leases.Values) lease.End.Dispose();
        keys.Clear();
        leases.Clear();
        history.Clear();
        (revision, compacted) = (1, 0);
        foreach (var watcher in watchers.ToArray()) watcher.To.OnError(new ErrorException(Error.Unavailable("UNAVAILABLE", "restarted")));
    }

    ResponseHeader Header => new() { Revision = revision };

    Eff<A> Call<A>(string node, string what, EtcdToken? token, Func<Fin<A>> answer) => unitEff.Bind(_ =>
    {
        asked.Add((time.Elapsed, $"{node} {what}"));
        if (Silent.Contains(node)) return yieldFor(System.Threading.Timeout.InfiniteTimeSpan).Map(_ => default(A)!);
        if (Failing.TryGetValue(node, out var error)) return FailEff<A>(error);
        if (Token is not null && token is not null && !(token.AddTo(Headers.Empty).TryGet("token", out var sent) && sent == Token)) return FailEff<A>(Error.Unauthorized("UNAUTHENTICATED", "etcdserver: invalid auth token"));
        return liftEff(_ => answer());
    });

    Fin<RangeResponse> Range(RangeRequest request)
    {
        var (from, to) = (request.Key.ToStringUtf8(), request.RangeEnd.ToStringUtf8());
        if (request.Revision > 0 && request.Revision < compacted) return new Error(400, "OUT_OF_RANGE", "etcdserver: mvcc: required revision has been compacted");
        var found = At(request.Revision).Where(kv => to == "" ? kv.Key == from : string.CompareOrdinal(kv.Key, from) >= 0 && string.CompareOrdinal(kv.Key, to) < 0).Select(static kv => kv.Value).ToArray();
        var most = request.Limit == 0 ? found.Length : (int)request.Limit;
        var answer = new RangeResponse { Header = Header, Kvs = { found.Take(most) }, More = found.Length > most };
        Interlocked.Exchange(ref afterRange, null)?.Invoke();
        return answer;
    }

    // As it was in a revision; 0 is now.
    SortedDictionary<string, KeyValue> At(long then)
    {
        if (then == 0) return keys;
        var past = new SortedDictionary<string, KeyValue>(StringComparer.Ordinal);
        foreach (var (_, what) in history.Where(one => one.Revision <= then))
            if (what.Type == Event.Types.EventType.Put) past[what.Kv.Key.ToStringUtf8()] = what.Kv;
            else past.Remove(what.Kv.Key.ToStringUtf8());
        return past;
    }

    Fin<PutResponse> Put(PutRequest request)
    {
        if (request.Lease != 0 && !leases.ContainsKey(request.Lease)) return Error.NotFound("NOT_FOUND", "etcdserver: requested lease not found");
        var kv = new KeyValue { Key = request.Key, Value = request.Value, Lease = request.Lease, ModRevision = revision + 1 };
        keys[request.Key.ToStringUtf8()] = kv;
        Tell(new Event { Kv = kv });
        return new PutResponse { Header = Header };
    }

    // The one there is: writes over what was written in one revision, else reads.
    Fin<TxnResponse> Txn(TxnRequest request)
    {
        var found = keys.TryGetValue(request.Compare[0].Key.ToStringUtf8(), out var kv) ? kv.ModRevision : 0;
        if (found != request.Compare[0].ModRevision) return new TxnResponse { Responses = { new ResponseOp { ResponseRange = Range(request.Failure[0].RequestRange).Value } } };
        return Put(request.Success[0].RequestPut).Map(_ => new TxnResponse { Succeeded = true });
    }

    Fin<LeaseGrantResponse> Grant(LeaseGrantRequest request)
    {
        if (leases.ContainsKey(request.ID)) return new Error(412, "FAILED_PRECONDITION", "etcdserver: lease already exists");
        leases.Add(request.ID, (TimeSpan.FromSeconds(request.TTL), new()));
        return new LeaseGrantResponse { ID = request.ID, TTL = Renew(request.ID).Value.TTL };
    }

    Fin<LeaseKeepAliveResponse> Renew(long lease)
    {
        if (!leases.TryGetValue(lease, out var found)) return new LeaseKeepAliveResponse { ID = lease };
        found.End.Disposable = time.Schedule(lease, found.Ttl, (_, ended) =>
        {
            Revoke(ended);
            return Disposable.Empty;
        });
        return new LeaseKeepAliveResponse { ID = lease, TTL = (long)found.Ttl.TotalSeconds };
    }

    IObservable<WatchResponse> Watch(string node, IObservable<WatchRequest> requests) => Observable.Create<WatchResponse>(observer =>
    {
        var watcher = new Watcher(node, new Subject<WatchResponse>());
        var told = watcher.To.Subscribe(observer);
        var heard = requests.Subscribe(request => Hear(watcher, request), observer.OnError);
        return () =>
        {
            watchers.Remove(watcher);
            heard.Dispose();
            told.Dispose();
        };
    });

    void Hear(Watcher watcher, WatchRequest request)
    {
        asked.Add((time.Elapsed, $"{watcher.Node} {(request.CreateRequest is { } asks ? $"watch {asks.StartRevision}" : "progress")}"));
        if (Silent.Contains(watcher.Node)) return;
        if (request.CreateRequest is not { } create)
        {
            watcher.To.OnNext(new WatchResponse { Header = Header });
            return;
        }

        watcher.To.OnNext(new WatchResponse { Header = Header, Created = true });
        if (create.StartRevision <= compacted)
        {
            watcher.To.OnNext(new WatchResponse { Header = Header, Canceled = true, CompactRevision = compacted + 1 });
            return;
        }

        (watcher.From, watcher.End) = (create.Key.ToStringUtf8(), create.RangeEnd.ToStringUtf8());
        watchers.Add(watcher);
        foreach (var one in history.Where(one => one.Revision >= create.StartRevision).ToArray()) Tell(watcher, one.What);
    }

    void Tell(Event what)
    {
        what.Kv.ModRevision = ++revision;
        history.Add((revision, what));
        foreach (var watcher in watchers.ToArray()) Tell(watcher, what);
    }

    void Tell(Watcher watcher, Event what)
    {
        var key = what.Kv.Key.ToStringUtf8();
        if (!Silent.Contains(watcher.Node) && string.CompareOrdinal(key, watcher.From) >= 0 && string.CompareOrdinal(key, watcher.End) < 0)
            watcher.To.OnNext(new WatchResponse { Header = Header, Events = { what } });
    }

    sealed class Watcher(string node, Subject<WatchResponse> to)
    {
        internal string Node => node;

        internal Subject<WatchResponse> To => to;

        internal string From { get; set; } = "";

        internal string End { get; set; } = "";
    }
}
