using System.Net;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of requests with one reply, as the lines of a body: what goes over the wire.</summary>
public sealed class LineStreamTests
{
    public sealed record Ask(string Name = "", int Many = 0, string Shelf = "");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Of(HttpRule rule) => new Service("x.Lines").ClientStream<Ask, string>("Sum", static asks => asks.ToList().SingleEff().Map(static all => string.Join(';', all.Select(static ask => $"{ask.Name},{ask.Many},{ask.Shelf}"))), rule);

    static readonly Service sum = Of(HttpRule.Post("/sum"));

    static async Task<Answer> Post(string body, string type = "application/x-ndjson", Service? service = null, string path = "/sum", HttpOptions? options = null, string more = "")
    {
        await using var server = await Serving.Start(options ?? HttpOptions.Default, service ?? sum);
        var fields = type.Length > 0 ? $"Content-Type: {type}\r\n" : "";
        return Answer.Of(await server.Raw($"POST {path} HTTP/1.1\r\nHost: x\r\n{fields}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{more}Connection: close\r\n\r\n{body}"));
    }

    [Theory]
    [InlineData("{\"name\":\"a\"}\n{\"name\":\"b\"}\n", "a,0,;b,0,")]
    [InlineData("{\"name\":\"a\"}\n{\"name\":\"b\"}", "a,0,;b,0,")]
    [InlineData("{\"name\":\"a\"}\r\n\r\n \t\n{\"many\":2}\r\n", "a,0,;,2,")]
    [InlineData("{}\n{}\n{}", ",0,;,0,;,0,")]
    [InlineData("\n\n", "")]
    [InlineData("", "")]
    public async Task Each_line_is_a_message_and_an_empty_one_is_none(string body, string reply)
    {
        var answer = await Post(body);
        Assert.Equal((200, "application/json", $"\"{reply}\""), (answer.Status, answer.ContentType, answer.Body));
    }

    [Theory]
    [InlineData("application/x-ndjson; charset=utf-8", 200)]
    [InlineData("Application/JSONL", 200)]
    [InlineData("application/json-lines", 200)]
    [InlineData("application/json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/x-ndjson; charset=utf-16", 415)]
    [InlineData("", 415)]
    public async Task Only_lines_of_JSON_are_taken_and_others_are_told_so(string type, int status)
    {
        var answer = await Post("{\"name\":\"a\"}", type);
        Assert.Equal(status, answer.Status);
        if (status == 200) return;
        Assert.Contains("send application/x-ndjson or application/jsonl", answer.Body, StringComparison.Ordinal);
        Assert.Equal("application/x-ndjson, application/jsonl, application/json-lines", answer.Fields["Accept"]);
    }

    [Fact]
    public async Task A_compressed_body_is_415_and_a_reply_that_nobody_takes_406()
    {
        Assert.Equal(415, (await Post("{}", more: "Content-Encoding: gzip\r\n")).Status);
        Assert.Equal(406, (await Post("{}", more: "Accept: image/png\r\n")).Status);
    }

    [Fact]
    public async Task Without_a_body_nobody_misses_its_type() => Assert.Equal((200, "\"\""), await Post("", "") is var answer ? (answer.Status, answer.Body) : default);

    [Fact]
    public async Task The_path_and_the_query_are_in_each_message() =>
        Assert.Equal("\"a,7,s t;b,7,s t\"", (await Post("\"a\"\n\"b\"", service: Of(new HttpRule("POST", "/shelves/{shelf}") { Body = "name" }), path: "/shelves/s%20t?many=7")).Body);

    [Theory]
    [InlineData("{\"name\":\"a\"}\n{\"many\":\"x\"}\n{}", "CODEC", "message 2: many: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("{\"name\":\"a\"} {}\n", "CODEC", "message 1: the body is not JSON: line 1, position 14")]
    public async Task A_line_that_is_no_message_fails_the_call_and_is_named(string body, string reason, string message)
    {
        var answer = await Post(body);
        Assert.Equal(400, answer.Status);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        Assert.Equal((reason, message), (json.RootElement.GetProperty("reason").GetString(), json.RootElement.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_message_may_be_as_long_as_allowed_and_no_longer()
    {
        var options = HttpOptions.Default with { Streams = HttpStreamOptions.Default with { MaxMessage = 100 } };
        var longest = $"{{\"name\":\"{new string('a', 89)}\"}}";
        Assert.Equal(100, longest.Length);
        Assert.Equal(200, (await Post(string.Join('\n', Enumerable.Repeat(longest, 1000)), options: options)).Status);
        var answer = await Post($"{longest}\n {longest}\n", options: options);
        Assert.Equal((413, true), (answer.Status, answer.Body.Contains("a message is larger than 100 bytes", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_reply_says_what_any_reply_says()
    {
        var service = new Service("x.Lines").ClientStream<Ask, Reply>("Sum", static asks => from call in currentCall from _ in call.SetHeader("x-a", "1") from all in asks.ToList().SingleEff() select Reply.Created(all.Count, "/sums/1"), HttpRule.Post("/sum"));
        var answer = await Post("{}\n{}", service: service);
        Assert.Equal((201, "/sums/1", "1", "2"), (answer.Status, answer.Fields["Location"], answer.Fields["x-a"], answer.Body));
    }

    [Fact]
    public async Task Without_a_rule_it_is_at_its_operation_beside_its_WebSocket()
    {
        var service = new Service("x.Lines").ClientStream<Ask, int>("Count", static asks => asks.Count().SingleEff());
        Assert.Equal("2", (await Post("{}\n{}", service: service, path: "/x.Lines/Count")).Body);
        await using var server = await Serving.Start(service);
        using var talker = await Talker.Open(server, "/x.Lines/Count");
        await talker.Say("{}");
        await talker.Say("\u001eend");
        Assert.Equal("1", await talker.Hear());
    }

    [Theory]
    [InlineData("GET", MethodShape.ClientStream)]
    [InlineData("POST", MethodShape.Duplex)]
    public async Task A_rule_with_GET_and_a_stream_of_replies_have_a_WebSocket_only(string verb, MethodShape shape)
    {
        var rule = new HttpRule(verb, "/sum");
        var service = shape == MethodShape.Duplex ? new Service("x.Lines").Duplex<Ask, Ask>("Sum", static (asks, _) => asks, rule) : Of(rule);
        Assert.Equal(405, (await Post("{}", service: service)).Status);
    }

    [Fact]
    public async Task What_is_wrong_with_its_rule_is_said_once()
    {
        var end = await Server.Http("http://127.0.0.1:0", Of(HttpRule.Post("/sum/{nobody}"))).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal(("BAD_RULE", 0), (end.Error.Reason, end.Error.Others.Count));
    }

    [Fact]
    public async Task Over_HTTP_2_it_is_the_same()
    {
        using var certificate = HttpSecureTests.SelfMade();
        await using var server = await Serving.Start(Server.Http("https://127.0.0.1:0", HttpOptions.Default with { Certificate = certificate }, sum), Env.System);
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == certificate.GetCertHashString() } });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Uri, "/sum"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(string.Concat(Enumerable.Repeat("{\"name\":\"a\"}\n", 10_000)), Encoding.UTF8, "application/x-ndjson"),
        };
        using var reply = await client.SendAsync(request, Token);
        Assert.Equal(10_000, (await reply.Content.ReadAsStringAsync(Token)).Split(';').Length);
    }

    [Fact]
    public async Task One_who_is_refused_is_not_read()
    {
        Middleware refuses = static _ => static _ => Error.Unauthorized("WHO_ARE_YOU", "say who you are");
        await using var server = await Serving.Start(sum.With(refuses));
        using var uploader = await Uploader.Post(server, "/sum");
        var answer = await uploader.Answered();
        Assert.Equal((401, "close"), (answer.Status, answer.Fields["Connection"]));
    }

    [Fact]
    public async Task Messages_are_shared_by_nobody_who_does_not_share_them()
    {
        var service = new Service("x.Lines").ClientStream<Ask, int>("Sum", static asks => asks.Merge(asks).Count().SingleEff(), HttpRule.Post("/sum"));
        await using var server = await Serving.Start(service);
        using var uploader = await Uploader.Post(server, "/sum");      // and says nothing
        Assert.Contains("MESSAGES_SHARED", (await uploader.Answered()).Body, StringComparison.Ordinal);
    }
}
