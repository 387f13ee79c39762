using System.Security.Cryptography.X509Certificates;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace GrpcInterop;

/// <summary>The certificates of both sides, from PEM files: those that the flags name, else the ones that everybody tests with (<c>TestCredentials/</c>), which are good for <c>foo.test.google.fr</c>.</summary>
static class Certificates
{
    internal static X509Certificate2Collection? OfTheMachine => null;

    internal static Eff<X509Certificate2Collection?> Roots(Flags flags) => liftEff<X509Certificate2Collection?>(_ =>
    {
        var file = flags.Text("ca_file", WellKnown("ca.pem"));
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : Error.BadRequest("FLAG_INVALID", $"--ca_file: there is no certificate in '{file}'");
    });

    internal static Eff<X509Certificate2> OfServer(Flags flags) => liftEff<X509Certificate2>(_ => (flags.Text("tls_cert_file"), flags.Text("tls_key_file")) switch
    {
        ("", "") => Read(WellKnown("server1.pem"), WellKnown("server1.key")),
        ([_, ..] and var certificate, [_, ..] and var key) => Read(certificate, key),
        _ => Error.BadRequest("FLAG_MISSING", "--tls_cert_file and --tls_key_file belong together"),
    });

    static string WellKnown(string name) => Path.Combine(AppContext.BaseDirectory, "TestCredentials", name);

    static X509Certificate2 Read(string certificate, string key)
    {
        using var read = X509Certificate2.CreateFromPemFile(certificate, key);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }
}
