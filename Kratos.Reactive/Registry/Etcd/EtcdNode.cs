using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>One endpoint: what etcd can be asked there.</summary>
sealed record EtcdNode(string Address, KVService Keys, LeaseService Leases, WatchService Watches, AuthService Users)
{
    // Without a leader a node answers no call, and ends every stream, instead of letting it wait.
    static readonly Headers withLeader = Headers.Empty.Add("hasleader", "true");

    internal static EtcdNode Over(string address, Client client, EtcdToken token)
    {
        var known = client.With(next => request => next(request with { Headers = request.Headers.Merge(token.AddTo(withLeader)) }));
        return new(address, KVService.Over(known), LeaseService.Over(known), WatchService.Over(known), AuthService.Over(client));
    }
}
