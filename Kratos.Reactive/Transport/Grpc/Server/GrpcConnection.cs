using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>What all calls of one connection have in common.</summary>
sealed class GrpcConnection(EndPoint? peer, X509Certificate2? certificate)
{
    Headers agent = Headers.Empty;

    internal GrpcConnection(ConnectionContext connection) : this(connection.RemoteEndPoint, connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate)
    {
    }

    /// <summary>That of a call.</summary>
    internal static GrpcConnection Of(HttpContext context) => context.Features.GetRequiredFeature<GrpcConnection>();

    internal EndPoint? Peer => peer;

    internal X509Certificate2? Certificate => certificate;

    /// <summary>The metadata of a call that has none but the name of its client's program, which is the same all the time.</summary>
    internal Headers Metadata(string? userAgent)
    {
        if (string.IsNullOrEmpty(userAgent)) return Headers.Empty;
        var last = Volatile.Read(ref agent);
        if (last.TryGet("user-agent", out var known) && known == userAgent) return last;
        var made = Headers.Trusted([new("user-agent", userAgent)]);
        Volatile.Write(ref agent, made);
        return made;
    }
}
