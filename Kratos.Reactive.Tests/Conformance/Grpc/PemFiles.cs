using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kratos.Reactive.Tests;

/// <summary>A certificate for <see cref="Host"/>, its authority, and one that has nothing to do with it, as PEM files that are gone with this.</summary>
sealed class PemFiles : IDisposable
{
    internal const string Host = "foo.test.google.fr";

    readonly string folder = Directory.CreateTempSubdirectory("kratos-pem").FullName;

    internal PemFiles()
    {
        var now = DateTimeOffset.UtcNow;
        using var authority = Self("CN=an authority", now);
        using var other = Self("CN=another authority", now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(authority, now.AddHours(-1), now.AddHours(1), [1]);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(OtherAuthority, other.ExportCertificatePem());
        File.WriteAllText(Certificate, leaf.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    internal string Authority => Path.Combine(folder, "ca.pem");

    internal string OtherAuthority => Path.Combine(folder, "other.pem");

    internal string Certificate => Path.Combine(folder, "server.pem");

    internal string Key => Path.Combine(folder, "server.key");

    /// <summary>One of the certificates and keys that every implementation of gRPC has for its tests; that of the server is for <see cref="Host"/> too.</summary>
    internal static string WellKnown(string name) => Path.Combine(Repository.Root, "samples", "GrpcInterop", "TestCredentials", name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static X509Certificate2 Self(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
