using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>What gRPC can say of a failure beside that it is one: the details of a <c>google.rpc.Status</c>, such as <c>google.rpc.BadRequest</c> or <c>google.rpc.RetryInfo</c>. Source: googleapis google/rpc/status.proto.</summary>
/// <remarks>A server sends them, a client has them from the server, and an error that is handed on, from call to call, keeps them. They take no part in equality, and other transports leave them out.
/// What an <see cref="Error"/> says itself (reason, metadata, others) is not among them.</remarks>
public static class GrpcErrors
{
    extension(Error error)
    {
        /// <summary>The details, in order; a type that is not known here too.</summary>
        public IReadOnlyList<Any> GrpcDetails => (error.Carried as GrpcCarried)?.Details ?? [];

        /// <summary>The same with these details, in place of those it had. What is no <see cref="Any"/> is packed into one. What goes beyond 6 KiB with the rest of the error is not sent: then all of them are left out.</summary>
        public Error WithGrpcDetails(params IReadOnlyList<IMessage> details) =>
            error with { Carried = new GrpcCarried((error.Carried as GrpcCarried)?.Named, [.. details.Select(static one => one as Any ?? Any.Pack(one))]) };
    }
}

/// <summary>What is kept of a status beside what its <see cref="Error"/> says.</summary>
/// <param name="Named">Whose reason it is: the domain of its <c>ErrorInfo</c>, as long as the reason stays the same.</param>
/// <param name="Details">The details of other types.</param>
sealed record GrpcCarried((string Reason, string Domain)? Named, IReadOnlyList<Any> Details)
{
    internal static string DomainOf(Error error) => (error.Carried as GrpcCarried)?.Named is { } named && named.Reason == error.Reason ? named.Domain : "";
}
