using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Streams over HTTP/2.</summary>
public sealed class StreamSecureTests : IAsyncLifetime
{
    readonly X509Certificate2 certificate = HttpSecureTests.SelfMade();
    readonly Ticks ticks = new((ask, _) => new object[] { new Reply(ask.Name) { Trailers = Headers.Empty.Add("X-Sum", "1") }, "last" }.ToObservable(ImmediateScheduler.Instance).Concat(ask.Many > 0 ? Observable.Never<object>() : Observable.Empty<object>()));
    Serving server = null!;
    HttpClient invoker = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, ticks.Service, Talk.Hello.Service), Env.System);
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString();
        invoker = new(handler);
    }

    public async ValueTask DisposeAsync()
    {
        invoker.Dispose();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    [Fact]
    public async Task W_STR_2_the_trailers_of_a_stream_follow_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Uri, "/ticks/kratos")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var reply = await invoker.SendAsync(request, Token);
        Assert.Equal("event: message\ndata: \"kratos\"\n\nevent: message\ndata: \"last\"\n\n", await reply.Content.ReadAsStringAsync(Token));
        Assert.Equal("1", Assert.Single(reply.TrailingHeaders.GetValues("X-Sum")));
    }

    [Fact]
    public async Task A_reset_of_the_caller_disposes_the_subscription()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Uri, "/ticks?many=1")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var reply = await invoker.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(1, ticks.Open);
        reply.Dispose();
        await Eventually.True(() => ticks.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task A_WebSocket_is_a_CONNECT_of_HTTP2()
    {
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{server.Uri.Port}/talk"), invoker, Token);
        using var talker = new Talker(socket);
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"message\":\"Hello Ada\"}", await talker.Hear());
        await talker.Say(Encoding.UTF8.GetBytes("\u001eend"), WebSocketMessageType.Text);
        Assert.Equal("close 1000", await talker.Hear());
        await talker.Close();
    }

    [Fact]
    public async Task A_plain_GET_of_HTTP2_is_told_to_ask_for_a_WebSocket()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Uri, "/talk")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var reply = await invoker.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UpgradeRequired, reply.StatusCode);
    }
}
