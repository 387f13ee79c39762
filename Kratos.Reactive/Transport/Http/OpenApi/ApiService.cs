using System.Security.Cryptography;
using Google.Protobuf;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>The routes at which a description is read.</summary>
static class ApiService
{
    const int VersionLength = 16;

    internal static Fin<Service> Of(OpenApi api, IReadOnlyList<Service> services, IReadOnlyList<Route> routes, HttpServing serving) => ApiDocument.Write(api, services, routes, serving).Map(document =>
    {
        var service = With(new Service("kratos.OpenApi"), "Document", api.Path, Reply("application/json", document));
        return api.Page.Length == 0 ? service : With(service, "Page", api.Page, ApiPage.Of(api));
    });

    internal static Reply Reply(string type, byte[] content) =>
        new Reply(new RawBody { ContentType = type, Data = ByteString.CopyFrom(content) }) { Headers = Headers.Empty.Add("Cache-Control", "no-cache") }.WithVersion(Convert.ToHexStringLower(SHA256.HashData(content))[..VersionLength]);

    static Service With(Service service, string name, string path, Reply reply) =>
        service.Unary<Unit, Reply>(Method.Of<Unit, RawBody>($"/{service.Name}/{name}", MethodShape.Unary) with { Rules = [HttpRule.Get(path)] }, _ => SuccessEff(reply));
}
