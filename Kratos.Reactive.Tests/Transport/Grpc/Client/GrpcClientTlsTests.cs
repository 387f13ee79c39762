using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>TLS: whom the client trusts, and how it says who it is.</summary>
public sealed class GrpcClientTlsTests
{
    static readonly X509Certificate2 ours = Root("ours");
    static readonly X509Certificate2 others = Root("others");

    static X509Certificate2 Root(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    static X509Certificate2 Leaf(X509Certificate2 root, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    static async Task<(Fin<Reply> End, IReadOnlyList<RawStream> Streams)> Call(GrpcClientOptions options, bool asks = false, SslApplicationProtocol? speaks = null)
    {
        using var certificate = Leaf(ours, "shop.example");
        await using var server = new RawServer(Answer, async inner =>
        {
            var tls = new SslStream(inner);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [speaks ?? SslApplicationProtocol.Http2],
                ClientCertificateRequired = asks,
                CertificateChainPolicy = Trusting(ours),
            });
            return tls;
        });
        await using var client = await Called.At($"grpcs://127.0.0.1:{server.Port}", options);
        return (await client.Asked(), [.. server.Streams]);

        static async Task Answer(RawStream stream)
        {
            await stream.Message();
            await stream.Headers();
            await stream.Send(new Greeting());
            await stream.Ok();
        }
    }

    static X509ChainPolicy Trusting(X509Certificate2 root) => new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { root } };

    static GrpcClientOptions Trusting(X509Certificate2 root, string name) => GrpcClientOptions.Default with { Roots = [root], ServerName = name };

    [Fact]
    public async Task Point_23_a_server_of_a_trusted_root_is_called_over_https()
    {
        var (end, streams) = await Call(Trusting(ours, "shop.example"));
        end.ThrowIfFail();
        Assert.Equal("https", Assert.Single(streams)[":scheme"]);
    }

    [Fact]
    public async Task A_server_of_another_root_is_not() => Refused((await Call(Trusting(others, "shop.example"))).End);

    [Fact]
    public async Task A_server_of_another_name_is_not() => Refused((await Call(Trusting(ours, "other.example"))).End);

    [Fact]
    public async Task A_server_that_the_machine_does_not_trust_is_not() => Refused((await Call(GrpcClientOptions.Default with { ServerName = "shop.example" })).End);

    [Fact]
    public async Task Point_23_a_server_that_does_not_speak_HTTP_2_is_refused() => Refused((await Call(Trusting(ours, "shop.example"), speaks: SslApplicationProtocol.Http11)).End);

    [Fact]
    public async Task A_client_shows_its_certificate_to_a_server_that_asks()
    {
        using var certificate = Leaf(ours, "caller");
        (await Call(Trusting(ours, "shop.example") with { Certificate = certificate }, asks: true)).End.ThrowIfFail();
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_unavailable_to_a_server_that_asks() => Assert.Equal(503, (await Call(Trusting(ours, "shop.example"), asks: true)).End.Error.Code);

    [Fact]
    public async Task A_client_whose_certificate_is_refused_is_told_that_it_may_be_why_until_the_next_try()
    {
        using var certificate = Leaf(ours, "shop.example");
        await using var server = new RawServer(static stream => stream.Only(("grpc-status", "5")), async inner =>
        {
            var tls = new SslStream(inner);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                ClientCertificateRequired = true,
                CertificateChainPolicy = Trusting(ours),
            });
            return tls;
        });
        var time = new VirtualTime();
        await using var client = await Called.At($"grpcs://127.0.0.1:{server.Port}", Trusting(ours, "shop.example"), time.Env);
        var states = new List<ConnectionState>();
        using var watching = client.Client.State.Subscribe(state =>
        {
            lock (states) states.Add(state);
        });
        Assert.Equal(503, (await client.Asked()).Error.Code);
        await Eventually.True(() => states[^1] == ConnectionState.TransientFailure, "the failure to be told");
        var error = (await client.Asked()).Error;
        Assert.Equal((503, "UNAVAILABLE"), (error.Code, error.Reason));
        Assert.Contains("may not take the certificate of this client", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_with_a_certificate_of_another_root_too()
    {
        using var certificate = Leaf(others, "caller");
        Assert.Equal(503, (await Call(Trusting(ours, "shop.example") with { Certificate = certificate }, asks: true)).End.Error.Code);
    }

    [Fact]
    public async Task Our_server_and_our_client_speak_TLS_and_each_knows_the_other()
    {
        using var certificate = Leaf(ours, "shop.example");
        using var caller = Leaf(ours, "caller");
        var options = GrpcOptions.Default with
        {
            Certificate = _ => certificate,
            ClientCertificates = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.RequireCertificate,
            TrustClient = static (theirs, _, _) => theirs.Issuer == "CN=ours",
        };
        await using var server = await Serving.Start(Server.Grpc("https://127.0.0.1:0", options, GrpcRun.Greeter.ToService()), Env.System);
        var address = $"grpcs://127.0.0.1:{server.Uri.Port}";
        await using var known = await Called.At(address, Trusting(ours, "shop.example") with { Certificate = caller });
        Assert.Equal("Hello world", ((Greeting)(await known.Asked(headers: Headers.Empty.Add("a", "1").Add("a", "2"))).ThrowIfFail().Message).Message);
        await using var unknown = await Called.At(address, Trusting(ours, "shop.example"));
        Assert.Equal(503, (await unknown.Asked()).Error.Code);
    }

    static void Refused(Fin<Reply> end)
    {
        Assert.Equal((503, "UNAVAILABLE", "there is no secure connection to the server"), (end.Error.Code, end.Error.Reason, end.Error.Message));
        Assert.NotNull(end.Error.Cause);
    }
}
