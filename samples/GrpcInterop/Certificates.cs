using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>The certificates of both sides, from PEM files; a server without any makes one, for this machine and for the names that interop clients ask for.</summary>
static class Certificates
{
    internal static X509Certificate2Collection? OfTheMachine => null;

    internal static Eff<X509Certificate2Collection?> Roots(Flags flags) => liftEff<X509Certificate2Collection?>(_ =>
    {
        if (flags.Text("ca_file") is not ([_, ..] and var file)) return Error.BadRequest("FLAG_MISSING", "--use_test_ca needs --ca_file: the PEM file of the certificate authority");
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : Error.BadRequest("FLAG_INVALID", $"--ca_file: there is no certificate in '{file}'");
    });

    internal static Eff<X509Certificate2> OfServer(Flags flags) => liftEff<X509Certificate2>(env => (flags.Text("tls_cert_file"), flags.Text("tls_key_file")) switch
    {
        ("", "") => Made(flags.Text("ca_file"), env.Time.GetUtcNow()),
        ([_, ..] and var certificate, [_, ..] and var key) => Usable(X509Certificate2.CreateFromPemFile(certificate, key)),
        _ => Error.BadRequest("FLAG_MISSING", "--tls_cert_file and --tls_key_file belong together"),
    });

    // What a client has to trust is written to a file, if one is named.
    static X509Certificate2 Made(string caFile, DateTimeOffset now)
    {
        var (from, until) = (now.AddDays(-1), now.AddDays(30));
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=GrpcInterop test CA", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using var ca = caRequest.CreateSelfSigned(from, until);
        if (caFile is not "") File.WriteAllText(caFile, ca.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["localhost", "*.test.google.fr", "*.test.google.com", "waterzooi.test.google.be", "*.test.youtube.com"]) names.AddDnsName(name);
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback]) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        using var leaf = request.Create(ca, from, until, RandomNumberGenerator.GetBytes(16));
        return Usable(leaf.CopyWithPrivateKey(key));
    }

    static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
