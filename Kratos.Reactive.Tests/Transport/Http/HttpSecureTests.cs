using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>The same over TLS, where a caller chooses HTTP/1.1 or HTTP/2.</summary>
public sealed class HttpSecureTests : IAsyncLifetime
{
    readonly Zoo zoo = new();
    readonly X509Certificate2 certificate = SelfMade();
    readonly TaskCompletionSource entered = new();
    readonly TaskCompletionSource open = new();
    readonly TaskCompletionSource<Fin<Unit>> end = new();
    Serving server = null!;
    HttpClient client = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Service Asked => new Service("x.Asked")
        .Unary<Unit, Reply>("Fields", _ => currentCall.Map(call => new Reply(string.Join(' ', call.RequestHeaders.Select(one => one.Key).Order())) { Trailers = Headers.Empty.Add("X-Sum", "1") }), HttpRule.Get("/fields"))
        .Unary<Unit, Unit>("Wait", _ => liftEff(async env =>
        {
            entered.SetResult();
            await open.Task.WaitAsync(env.Token);
            return Unit.Default;
        }).Finally(how =>
        {
            end.SetResult(how);
            return unitEff;
        }), HttpRule.Get("/wait"));

    public async ValueTask InitializeAsync()
    {
        server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, zoo.Service, Asked), Env.System);
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString();
        client = new HttpClient(handler) { BaseAddress = server.Uri, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, DefaultRequestVersion = HttpVersion.Version20, Timeout = TimeSpan.FromSeconds(60) };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_reply_is_the_same_in_both_versions(string version)
    {
        Assert.Equal("https", server.Uri.Scheme);
        using var reply = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/animals/rex") { Version = new(version) }, Token);
        Assert.Equal((HttpStatusCode.OK, version), (reply.StatusCode, reply.Version.ToString()));
        Assert.Equal("application/json", reply.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("{\"name\":\"rex\",", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(reply.Headers.Connection);
    }

    [Fact]
    public async Task Over_HTTP_2_trailers_follow_and_a_call_has_no_fields_that_are_none()
    {
        using var reply = await client.GetAsync("/fields", Token);
        Assert.Equal("\"Host\"", await reply.Content.ReadAsStringAsync(Token));
        Assert.Equal(["X-Sum"], reply.Headers.Trailer);
        Assert.Equal(["1"], reply.TrailingHeaders.GetValues("X-Sum"));
    }

    [Theory]
    [InlineData("GET", "/elsewhere", "", 404, "NOT_FOUND")]
    [InlineData("DELETE", "/animals/rex", "", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/animals", "{bad", 400, "CODEC")]
    [InlineData("GET", "/panic", "", 500, "PANIC")]
    public async Task Over_HTTP_2_a_failure_has_its_status_and_its_JSON(string verb, string path, string body, int status, string reason)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await client.SendAsync(new HttpRequestMessage(new(verb), path) { Content = body.Length > 0 ? content : null, Version = HttpVersion.Version20 }, Token);
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.Contains($"\"reason\":\"{reason}\"", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(status == 405, reply.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Over_HTTP_2_too_large_a_body_is_413_and_other_calls_of_the_connection_go_on(bool counted)
    {
        using var content = new PushedContent(5_000_000, counted);
        using var reply = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/animals") { Content = content, Version = HttpVersion.Version20 }, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.StatusCode);
        Assert.StartsWith("{\"name\":\"rex\",", await client.GetStringAsync("/animals/rex", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_2_a_caller_that_takes_back_its_call_is_Cancelled()
    {
        using var back = new CancellationTokenSource();
        var reply = client.GetAsync("/wait", back.Token);
        await entered.Task;
        await back.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        Assert.Equal(Error.Cancelled, (await end.Task.WaitAsync(TimeSpan.FromSeconds(60), Token)).Error);
    }

    [Fact]
    public async Task Over_HTTP_2_what_is_in_flight_ends_before_the_server_does()
    {
        var reply = client.GetAsync("/wait", Token);
        await entered.Task;
        var release = server.Release();
        Assert.False(release.IsCompleted);
        open.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await reply).StatusCode);
        Assert.True((await release).IsSucc);
        Assert.True((await end.Task).IsSucc);
    }

    [Fact]
    public async Task A_certificate_without_its_key_is_a_clear_failure_of_the_start()
    {
        using var half = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        var failed = await Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = half }, zoo.Service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal((500, "BIND_FAILED"), (failed.Error.Code, failed.Error.Reason));
        Assert.Contains("private key", failed.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_does_not_shake_hands_is_closed_at_once_when_the_server_stops()
    {
        var log = new CapturedLog();
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        await using var silent = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate, Loggers = loggers }, Hello.Service), Env.System);
        using var socket = await silent.Connect();
        await Eventually.True(() => log.At(LogLevel.Debug).Any(static line => line.StartsWith("Connection id", StringComparison.Ordinal) && line.EndsWith(" started.", StringComparison.Ordinal)), "the connection to be taken");
        Assert.True((await silent.Release().WaitAsync(5.Seconds, Token)).IsSucc);      // Kestrel would wait 10 s
        Assert.Equal("", await Serving.ReadAll(socket));
    }

    [Fact]
    public async Task Who_shows_a_certificate_is_known_to_the_call_and_to_a_stream_and_who_shows_none_calls_too()
    {
        using var mine = SelfMade();
        var service = new Service("x.Who")
            .Unary<Unit, string>("One", static _ => from call in currentCall select call.PeerCertificate?.Thumbprint ?? "nobody", HttpRule.Get("/one"))
            .ServerStream<Unit, string>("Many", static (_, env) => Observable.Return(env.Find(Call.Key).IfNone(Call.None).PeerCertificate?.Thumbprint ?? "nobody"), HttpRule.Get("/many"));
        var options = HttpOptions.Default with { Certificate = certificate, ClientCertificates = ClientCertificateMode.AllowCertificate, TrustClient = (shown, _, _) => shown.Thumbprint == mine.Thumbprint };
        await using var server = await Serving.Start(Server.Http("https://127.0.0.1:0", options, service), Env.System);
        foreach (var (shown, who) in new[] { (mine, mine.Thumbprint), (null, "nobody") })
        {
            await using var client = await HttpCalled.At(server.Uri.ToString(), given => given with { Roots = [certificate], ServerName = "localhost", Certificate = shown });
            Assert.Equal(who, (await client.Client.Unary<Unit, string>(service.Methods[0])(Unit.Default).RunAsync(Env.System)).ThrowIfFail());
            Assert.Equal(who, (await client.Client.ServerStream<Unit, string>(service.Methods[1])(Unit.Default, Env.System).SingleEff().RunAsync(Env.System)).ThrowIfFail());
        }
    }

    internal static X509Certificate2 SelfMade()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>So many bytes of JSON text, their number told before or not. What the other side does not want is not sent to the end.</summary>
    sealed class PushedContent : HttpContent
    {
        readonly int length;
        readonly bool counted;

        internal PushedContent(int length, bool counted)
        {
            (this.length, this.counted) = (length, counted);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[16 * 1024];
            for (var sent = 0; sent < length; sent += piece.Length) await stream.WriteAsync(piece.AsMemory(0, Math.Min(piece.Length, length - sent)), Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = this.length;
            return counted;
        }
    }
}
