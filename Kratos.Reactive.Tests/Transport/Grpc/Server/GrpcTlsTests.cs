using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Over TLS: HTTP/2 by ALPN, certificates that change, callers who prove who they are.</summary>
public sealed class GrpcTlsTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>One call on a connection of its own; also who the server said it is.</summary>
    static async Task<(HttpResponseMessage Answer, string Server)> Call(GrpcRun server, Version version, X509Certificate2? mine = null, string type = "application/grpc")
    {
        var shown = "";
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = mine is null ? null : [mine],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate!.Subject;
                    return certificate.Issuer == shown;     // self-signed, as ours are
                },
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"https://127.0.0.1:{server.Uri.Port}{GrpcRun.SayHello}"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcRun.Ask("Ada")),
            Headers = { Host = "shop.example" },
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", type);
        var answer = await client.SendAsync(request, Token);
        await answer.Content.LoadIntoBufferAsync(Token);
        return (answer, shown);
    }

    [Fact]
    public async Task A_certificate_is_asked_for_at_each_handshake_so_that_a_new_one_is_used_at_once()
    {
        using var old = Certificate("old");
        using var renewed = Certificate("renewed");
        var (present, asked) = (old, "");
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Certificate = name => { asked = name; return present; } });
        Assert.StartsWith("grpcs://127.0.0.1:", server.Uri.ToString());
        var first = await Call(server, HttpVersion.Version20);
        Assert.Equal(("CN=old", "shop.example", "0"), (first.Server, asked, Assert.Single(first.Answer.TrailingHeaders.GetValues("grpc-status"))));
        present = renewed;
        Assert.Equal("CN=renewed", (await Call(server, HttpVersion.Version20)).Server);
    }

    [Fact]
    public async Task Who_calls_is_seen_by_the_certificate_and_who_shows_none_or_a_wrong_one_does_not_get_in()
    {
        using var own = Certificate("server");
        using var friend = Certificate("friend");
        using var stranger = Certificate("stranger");
        var seen = "";
        Middleware note = next => request => currentCall.Bind(call =>
        {
            seen = call.PeerCertificate?.Subject ?? "nobody";
            return next(request);
        });
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(note)], options: GrpcOptions.Default with
        {
            Certificate = _ => own,
            ClientCertificates = ClientCertificateMode.RequireCertificate,
            TrustClient = (certificate, _, _) => certificate.Thumbprint == friend.Thumbprint,
        });
        await Call(server, HttpVersion.Version20, friend);
        Assert.Equal("CN=friend", seen);
        seen = "";
        await Assert.ThrowsAsync<HttpRequestException>(() => Call(server, HttpVersion.Version20, stranger));
        await Assert.ThrowsAsync<HttpRequestException>(() => Call(server, HttpVersion.Version20));
        Assert.Equal("", seen);
    }

    [Fact]
    public async Task HTTP_1_1_over_TLS_is_told_to_use_HTTP_2()
    {
        using var own = Certificate("server");
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Certificate = _ => own });
        var answer = (await Call(server, HttpVersion.Version11)).Answer;
        Assert.Equal((HttpStatusCode.UpgradeRequired, "h2"), (answer.StatusCode, string.Join(',', answer.Headers.GetValues("Upgrade"))));      // h2c is without TLS
    }

    [Fact]
    public async Task One_port_answers_gRPC_and_gRPC_Web_over_both_versions()
    {
        using var own = Certificate("server");
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Certificate = _ => own, Web = true });
        Assert.Equal("0", Assert.Single((await Call(server, HttpVersion.Version20)).Answer.TrailingHeaders.GetValues("grpc-status")));
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            var (answer, _) = await Call(server, version, type: "application/grpc-web");
            var body = await answer.Content.ReadAsByteArrayAsync(Token);
            Assert.Equal(GrpcRun.Hello("Ada"), GreetReply.Parser.ParseFrom(body, 5, body[4]));
            Assert.EndsWith("grpc-status: 0\r\n", System.Text.Encoding.ASCII.GetString(body));
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", false, "'https://127.0.0.1:0' is not an address to listen on: https needs GrpcOptions.Certificate")]
    [InlineData("grpcs://127.0.0.1:0", false, "'grpcs://127.0.0.1:0' is not an address to listen on: grpcs needs GrpcOptions.Certificate")]
    [InlineData("grpc://127.0.0.1:0", true, "'grpc://127.0.0.1:0' is not an address to listen on: GrpcOptions.Certificate is set: say grpcs")]
    [InlineData("grpc://127.0.0.1", false, "'grpc://127.0.0.1' is not an address to listen on: say which port; 0 is any that is free")]
    [InlineData("grpc://shop.example:1", false, "'grpc://shop.example:1' is not an address to listen on: a server listens on an IP address or localhost; 0.0.0.0 and [::] are all of them")]
    [InlineData("ftp://127.0.0.1:0", false, "'ftp://127.0.0.1:0' is not an address to listen on: say http://host:port, or https://host:port")]
    public async Task An_address_that_is_none_is_an_error_that_says_why(string address, bool secure, string message)
    {
        using var own = Certificate("server");
        var end = await Server.Grpc(address, secure ? GrpcOptions.Default with { Certificate = _ => own } : GrpcOptions.Default).Listen.Use(_ => unitEff).RunAsync(Token);
        Assert.Equal(("BAD_ADDRESS", message), (end.Error.Reason, end.Error.Message));
    }

    [Theory]
    [InlineData("grpc://127.0.0.1:0")]
    [InlineData("http://[::1]:0")]
    [InlineData("http://localhost:0")]
    public async Task An_address_may_be_said_in_several_ways(string address)
    {
        var endpoint = (await Server.Grpc(address).Listen.Use(listening => SuccessEff(listening.Endpoints[0])).RunAsync(Token)).Value;
        Assert.Equal(("grpc", true), (endpoint.Scheme, endpoint.Port > 0));
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_is_an_error_that_names_it()
    {
        GrpcOptions[] wrong =
        [
            new() { MaxReceive = -1 }, new() { MaxSend = -1 }, new() { Timeout = TimeSpan.Zero }, new() { MaxStreams = 0 }, new() { MaxMetadata = 0 }, new() { Compression = (GrpcCompression)9 },
            new() { PingDelay = 1.Milliseconds }, new() { PingTimeout = TimeSpan.Zero }, new() { IdleTimeout = TimeSpan.Zero },
        ];
        var errors = new List<Error>();
        foreach (var options in wrong) errors.Add((await Server.Grpc("http://127.0.0.1:0", options).Listen.Use(_ => unitEff).RunAsync(Token)).Error);
        Assert.All(errors, error => Assert.Equal("BAD_OPTION", error.Reason));
        Assert.Equal(
            ["MaxReceive", "MaxSend", "Timeout", "MaxStreams", "MaxMetadata", "Compression", "PingDelay", "PingTimeout", "IdleTimeout"],
            errors.Select(error => error.Message.Split(' ')[0]["GrpcOptions.".Length..]));
    }

    [Fact]
    public async Task Two_services_with_the_same_method_are_an_error()
    {
        var greeter = GrpcRun.Greeter.ToService();
        var end = await Server.Grpc("http://127.0.0.1:0", greeter, greeter).Listen.Use(_ => unitEff).RunAsync(Token);
        Assert.Equal("409 METHOD_CONFLICT: /helloworld.v1.Greeter/SayHello is there twice: one would hide the other", end.Error.ToString());
    }
}
