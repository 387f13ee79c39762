using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>An instance as it is in the store, and since which revision.</summary>
readonly record struct EtcdEntry(ServiceInstance Instance, long Revision)
{
    /// <summary>What a key holds, if it is an instance of <paramref name="service"/>; else why it is not.</summary>
    internal static Fin<EtcdEntry> Read(string service, KeyValue kv) => ServiceInstance.Parse(kv.Value.Span).Bind(instance => instance.Name == service
        ? Fin<EtcdEntry>.Succ(new(instance, kv.ModRevision))
        : Error.BadRequest("INSTANCE_INVALID", $"it says that it is '{instance}', not of the service '{service}'"));
}
