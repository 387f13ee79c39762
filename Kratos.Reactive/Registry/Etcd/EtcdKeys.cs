using Google.Protobuf;

namespace Kratos.Reactive.Etcd;

/// <summary>Where things are: <c>namespace/service/id</c>, as Go Kratos has it.</summary>
/// <remarks>A slash in an id is written <c>%2F</c> (and a percent sign <c>%25</c>), so that no two instances share a key; readers go by what the value says.</remarks>
sealed class EtcdKeys(string space)
{
    readonly string root = space.TrimEnd('/');

    internal ByteString Of(ServiceInstance instance) => ByteString.CopyFromUtf8($"{Prefix(instance.Name)}{instance.Id.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}");

    /// <summary>The keys of one service: with the slash behind its name, so that <c>user</c> is not <c>user-admin</c> too.</summary>
    internal (ByteString From, ByteString To) All(string service)
    {
        var prefix = Prefix(service);
        return (ByteString.CopyFromUtf8(prefix), ByteString.CopyFromUtf8($"{prefix[..^1]}0"));      // 0 comes after /
    }

    /// <summary>One of those keys that is of a service whose name goes on with a slash, or of nobody: no id has one.</summary>
    internal bool IsDeeper(string service, string key) => key.IndexOf('/', Prefix(service).Length) >= 0;

    string Prefix(string service) => $"{root}/{service}/";
}
