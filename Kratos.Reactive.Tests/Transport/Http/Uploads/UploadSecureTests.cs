using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using static Kratos.Reactive.Tests.Uploading;

namespace Kratos.Reactive.Tests;

/// <summary>Uploads over HTTP/2, where a connection has other calls beside them.</summary>
public sealed class UploadSecureTests : IAsyncLifetime
{
    readonly X509Certificate2 certificate = HttpSecureTests.SelfMade();
    readonly TaskCompletionSource reading = new();
    readonly TaskCompletionSource<Fin<IReadOnlyList<long>>> end = new();
    Serving server = null!;
    HttpClient client = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Service Watched => Routes.Post<Upload<Unit>, IReadOnlyList<long>>("/watched", upload => upload.EachFile(file => liftEff(reading.SetResult) >> file.CopyTo(Stream.Null)).Finally(how =>
    {
        end.SetResult(how);
        return unitEff;
    }));

    public async ValueTask InitializeAsync()
    {
        server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate, Uploads = UploadOptions.Default with { MaxFile = 1_000_000 } }, Routed, Watched), Env.System);
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

    [Fact]
    public async Task Files_arrive_whole()
    {
        var content = new byte[900_000];
        new Random(1).NextBytes(content);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "f", "a" }, { new ByteArrayContent(content), "f", "b" } };
        using var reply = await client.PostAsync("/albums/x", form, Token);
        Assert.Equal([Expected("f", "a", "application/octet-stream", content), Expected("f", "b", "application/octet-stream", content)], (await reply.Content.ReadFromJsonAsync<Kept>(HttpOptions.DefaultJson, Token))!.Files);
    }

    [Theory]
    [InlineData("/albums/x", 1_000_001, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/unread", 900_000, HttpStatusCode.OK)]
    public async Task What_is_answered_before_all_is_read_leaves_the_connection_to_others(string path, int size, HttpStatusCode status)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[size]), "f", "a" } };
        using var reply = await client.PostAsync(path, form, Token);
        Assert.Equal(status, reply.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/here", Token)).StatusCode);
    }

    [Fact]
    public async Task A_caller_that_resets_its_upload_ends_the_effect_that_reads_it()
    {
        using var leave = new CancellationTokenSource();
        using var form = new MultipartFormDataContent { { new Endless(), "f", "a" } };
        var call = client.PostAsync("/watched", form, leave.Token);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True((await end.Task.WaitAsync(TimeSpan.FromSeconds(60), Token)).Error.Is(Error.Cancelled));
    }

    // The first byte, and then nothing.
    sealed class Endless : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[1], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
