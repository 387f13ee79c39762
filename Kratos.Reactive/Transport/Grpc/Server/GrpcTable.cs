using System.Collections.Frozen;

namespace Kratos.Reactive;

/// <summary>What a server serves, by operation.</summary>
sealed class GrpcTable(FrozenDictionary<string, GrpcMethod> methods, FrozenSet<string> services)
{
    /// <summary>The table; 409 <c>METHOD_CONFLICT</c> when two services have the same method.</summary>
    internal static Fin<GrpcTable> Build(IReadOnlyList<Service> services, GrpcServing serving)
    {
        Method[] all = [.. services.SelectMany(static service => service.Methods)];
        var twice = all.GroupBy(static method => method.Operation).FirstOrDefault(static same => same.Skip(1).Any());
        return twice is null
            ? new GrpcTable(all.ToFrozenDictionary(static method => method.Operation.Name, method => GrpcMethod.Of(method, serving)), all.Select(static method => method.Operation.Service).ToFrozenSet())
            : Error.Conflict("METHOD_CONFLICT", $"{twice.Key} is there twice: one would hide the other");
    }

    internal GrpcMethod? Find(string path) => methods.GetValueOrDefault(path);

    /// <summary>Why there is nothing at a path: UNIMPLEMENTED.</summary>
    internal Error Missing(Operation path) => Error.NotImplemented("UNIMPLEMENTED", services.Contains(path.Service)
        ? $"the service {path.Service} has no method {path.Method}"
        : $"there is no service {path.Service} here, which {path} asks for");
}
