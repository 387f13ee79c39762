using Kratos.Reactive.Protos.Health.V1;
using static Kratos.Reactive.Protos.Health.V1.HealthCheckResponse.Types;

namespace Kratos.Reactive;

/// <summary>The ways to ask a node for its health.</summary>
public static class NodeHealths
{
    extension(NodeHealth)
    {
        /// <summary>By <c>grpc.health.v1</c>, whose Watch stays open. A node that does not have it (501 <c>UNIMPLEMENTED</c>) is taken to serve. Source: grpc/proposal A17-client-side-health-checking.md.</summary>
        /// <param name="service">Of which service; the server as a whole, unless given.</param>
        public static NodeHealth Grpc(string service = "")
        {
            var request = new HealthCheckRequest { Service = service };
            return (node, env) => HealthService.Over(node.With(Alone)).Watch(request, env)
                .Select(static told => told.Status == ServingStatus.Serving)
                .Catch((ErrorException e) => e.Error.Code == 501 ? Observable.Return(true).Concat(Observable.Never<bool>()) : Observable.Throw<bool>(e));
        }
    }

    // Whatever the calls of the client have of their own.
    static Middleware Alone { get; } = GrpcCall(static _ => GrpcCallOptions.Default);
}
