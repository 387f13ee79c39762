using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Kratos.Reactive;

/// <summary>How a client speaks TLS: 1.2 or 1.3, whom it trusts, and how it says who it is.</summary>
static class ClientTls
{
    /// <param name="name">The name that the server's certificate must be for.</param>
    /// <param name="roots">The certificates that it must come from; those that the machine trusts, unless given.</param>
    /// <param name="certificate">The client's own; none, unless given.</param>
    /// <param name="protocols">What is spoken inside, the preferred one first.</param>
    internal static SslClientAuthenticationOptions Of(string name, X509Certificate2Collection? roots, X509Certificate2? certificate, params IEnumerable<SslApplicationProtocol> protocols)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = name, ApplicationProtocols = [.. protocols], EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (certificate is not null) tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        if (roots is null) return tls;
        tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        return tls;
    }
}
