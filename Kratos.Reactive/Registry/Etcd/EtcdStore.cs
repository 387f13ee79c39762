using System.Collections.Immutable;
using Google.Protobuf;
using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>What a registry asks of etcd, in its own words. All of it may be done twice.</summary>
sealed class EtcdStore(EtcdEndpoints endpoints, EtcdOptions options) : ILeases
{
    const int Page = 500;

    readonly EtcdKeys keys = new(options.Namespace);

    public Eff<TimeSpan> Take(ServiceInstance instance, long lease) =>
        from ttl in Grant(lease).MapFail(static error => error.Code == 412 ? RegistryFaults.NumberTaken : error)
        from _ in Put(instance, lease)
        select ttl;

    public Eff<TimeSpan> Retake(ServiceInstance instance, long lease) =>
        from ttl in Regrant(lease)
        from _ in Put(instance, lease)
        select ttl;

    public Eff<TimeSpan> Keep(ServiceInstance instance, long lease) =>
        from ttl in Renew(lease)
        from _ in Settle(instance, lease)
        select ttl;

    public Eff<TimeSpan> Restore(ServiceInstance instance, long lease) =>
        from ttl in Regrant(lease)
        from _ in Settle(instance, lease)
        select ttl;

    public Eff<Unit> Release(ServiceInstance instance, long lease) => endpoints
        .Ask(node => node.Leases.LeaseRevoke(new LeaseRevokeRequest { ID = lease })).Map(static _ => Unit.Default)
        | @catch(static error => error.Code == 404, static (Error _) => unitEff);

    /// <summary>All instances of a service, at one revision.</summary>
    internal async Eff<EtcdView> List(string service, Action<string, Error> unreadable)
    {
        var (from, to) = keys.All(service);
        var view = new EtcdView(service, 0, ImmutableDictionary<string, EtcdEntry>.Empty, Unreadable);
        while (true)
        {
            var asked = new RangeRequest { Key = from, RangeEnd = to, Limit = Page, Revision = view.Revision };
            var page = await endpoints.Ask(node => node.Keys.Range(asked));
            view = page.Kvs.Aggregate(view, static (view, kv) => view.With(kv)) with { Revision = view.Revision > 0 ? view.Revision : page.Header.Revision };
            if (!page.More) return view;
            from = ByteString.CopyFrom([.. page.Kvs[^1].Key.Span, 0]);
        }

        void Unreadable(string key, Error why)
        {
            if (!keys.IsDeeper(service, key)) unreadable(key, why);
        }
    }

    /// <summary>All changes of a service from a revision on, with signs of life between them. It ends in a failure: when etcd ends it, or is silent for too long.</summary>
    internal IObservable<WatchResponse> Watch(string service, long from, Env env)
    {
        var (key, end) = keys.All(service);
        var create = new WatchRequest { CreateRequest = new() { Key = key, RangeEnd = end, StartRevision = from } };
        var requests = Observable.Interval(options.SignOfLife, env.Scheduler).Select(static _ => new WatchRequest { ProgressRequest = new() }).StartWith(create);
        return endpoints
            .Follow(node => node.Watches.Watch(requests, env).Timeout(options.SignOfLife + options.TryTimeout, env.Scheduler))
            .Select(static told => told.Canceled ? throw new ErrorException(Ended(told)) : told)
            .Concat(Observable.Throw<WatchResponse>(new ErrorException(Error.Unavailable("WATCH_ENDED", "etcd ended the stream of the watch"))));
    }

    // 412 when there is one already.
    Eff<TimeSpan> Grant(long lease) => endpoints
        .Ask(node => node.Leases.LeaseGrant(new LeaseGrantRequest { ID = lease, TTL = (long)options.Ttl.TotalSeconds }))
        .Map(static granted => TimeSpan.FromSeconds(granted.TTL));

    Eff<TimeSpan> Regrant(long lease) => Renew(lease) | @catch(RegistryFaults.LeaseGone.Is, (Error _) => Grant(lease));

    Eff<TimeSpan> Renew(long lease) =>
        from answer in endpoints.Ask(node => envEff.Bind(env => node.Leases.LeaseKeepAlive(Observable.Return(new LeaseKeepAliveRequest { ID = lease }), env).SingleEff()))
        from _ in guard(answer.TTL > 0, RegistryFaults.LeaseGone)
        select TimeSpan.FromSeconds(answer.TTL);

    Eff<Unit> Put(ServiceInstance instance, long lease) => endpoints.Ask(node => node.Keys.Put(Writing(instance, lease))).Map(static _ => Unit.Default);

    // Unless another process has taken its place.
    Eff<Unit> Settle(ServiceInstance instance, long lease) =>
        from found in endpoints.Ask(node => node.Keys.Range(new RangeRequest { Key = keys.Of(instance) }))
        from _ in Settle(found.Kvs, instance, lease)
        select Unit.Default;

    // What has no lease is no process's: somebody wrote it by hand.
    Eff<Unit> Settle(IReadOnlyList<KeyValue> found, ServiceInstance instance, long lease) => found switch
    {
        [] => PutOver(0, instance, lease),
        [var kv] when kv.Lease == lease && kv.Value.Span.SequenceEqual(Written(instance).Span) => unitEff,
        [var kv] when kv.Lease == lease || kv.Lease == 0 => PutOver(kv.ModRevision, instance, lease),
        _ => FailEff<Unit>(RegistryFaults.Replaced),
    };

    // Over what was written in this revision (0: over nothing), and over nothing that came since.
    Eff<Unit> PutOver(long revision, ServiceInstance instance, long lease)
    {
        var key = keys.Of(instance);
        var same = new Compare { Key = key, Target = Compare.Types.CompareTarget.Mod, Result = Compare.Types.CompareResult.Equal, ModRevision = revision };
        var once = new TxnRequest
        {
            Compare = { same },
            Success = { new RequestOp { RequestPut = Writing(instance, lease) } },
            Failure = { new RequestOp { RequestRange = new() { Key = key } } },
        };
        return endpoints.Ask(node => node.Keys.Txn(once)).Bind(done => done.Succeeded ? unitEff : Settle(done.Responses[0].ResponseRange.Kvs, instance, lease));
    }

    PutRequest Writing(ServiceInstance instance, long lease) => new() { Key = keys.Of(instance), Value = Written(instance), Lease = lease };

    static ByteString Written(ServiceInstance instance) => ByteString.CopyFromUtf8(instance.ToJson());

    static Error Ended(WatchResponse told) => told.CompactRevision > 0
        ? Error.Unavailable("WATCH_COMPACTED", $"etcd has forgotten the changes before revision {told.CompactRevision}")
        : Error.Unavailable("WATCH_ENDED", $"etcd ended the watch: {told.CancelReason}");
}
