using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Replies and failures that are larger than what is sent at once.</summary>
public sealed class HttpLargeReplyTests
{
    static readonly string text = string.Concat(Enumerable.Range(0, 300_000).Select(static n => (char)('a' + (n % 23))));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Large => new Service("x.Large")
        .Unary<Unit, HelloReply>("Text", static _ => SuccessEff(new HelloReply(text)), HttpRule.Get("/text"))
        .Unary<Unit, HelloReply>("Fail", static _ => Error.BadRequest("LARGE", text), HttpRule.Get("/fail"))
        .Unary<Unit, Reply>("Trailing", static _ => SuccessEff(new Reply(new HelloReply(text)) { Trailers = Headers.Empty.Add("x-sum", "1") }), HttpRule.Get("/trailing"));

    [Theory]
    [InlineData("/text", 200)]
    [InlineData("/fail", 400)]
    [InlineData("/trailing", 200)]
    public async Task All_of_it_comes_whole_many_at_once(string path, int status)
    {
        await using var server = await Serving.Start(Large);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var reply = await server.Client.GetAsync(path, Token);
            Assert.Equal(status, (int)reply.StatusCode);
            using var json = System.Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Token));
            Assert.Equal(text, json.RootElement.GetProperty("message").GetString());
        }));
    }

    [Fact]
    public async Task HEAD_says_how_large_it_would_be()
    {
        await using var server = await Serving.Start(Large);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/text");
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal(text.Length + """{"message":""}""".Length, reply.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task One_who_does_not_read_it_to_the_end_disturbs_nobody()
    {
        var log = new CapturedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var server = await Serving.Start(HttpOptions.Default with { Loggers = loggers }, Large);
        for (var i = 0; i < 10; i++)
        {
            using var socket = await server.Connect();
            await socket.SendAsync("GET /text HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
            Assert.NotEqual(0, await socket.ReceiveAsync(new byte[100], Token));
            socket.Close(0);
        }

        Assert.Contains(text, await server.Client.GetStringAsync("/text", Token), StringComparison.Ordinal);
        Assert.Empty(log.At(LogLevel.Error));
    }
}
