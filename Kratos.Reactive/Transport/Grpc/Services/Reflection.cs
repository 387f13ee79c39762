using Google.Protobuf;
using Kratos.Reactive.Protos.Reflection.V1;
using Alpha = Kratos.Reactive.Protos.Reflection.V1Alpha;

namespace Kratos.Reactive;

/// <summary>Says what a server serves, to those who ask by <c>grpc.reflection.v1</c> or <c>v1alpha</c>, as <c>grpcurl</c> and <c>grpc_cli</c> do. A server does not, unless one adds it.</summary>
/// <example><c>Server.Grpc(address, [greeter, .. Reflection.Of(greeter)])</c></example>
public static class Reflection
{
    /// <summary>The two services that tell of <paramref name="services"/> and of themselves. Of a service that comes from no proto file they know the name only.</summary>
    public static IReadOnlyList<Service> Of(params IReadOnlyList<Service> services)
    {
        // What they tell has them in it: so they are made with what is told later.
        Lazy<DescribedFiles> files = null!;
        var v1 = new ServerReflectionService { ServerReflectionInfo = (requests, _) => requests.Select(request => files.Value.Answer(request)) }.ToService();
        var alpha = new Alpha.ServerReflectionService
        {
            ServerReflectionInfo = (requests, _) => requests.Select(request =>
                Alpha.ServerReflectionResponse.Parser.ParseFrom(files.Value.Answer(ServerReflectionRequest.Parser.ParseFrom(request.ToByteArray())).ToByteArray())),
        }.ToService();
        IReadOnlyList<Service> both = [v1, alpha];
        files = new(() => new DescribedFiles([.. services, .. both]));
        return both;
    }
}
