using System.Net;
using System.Text;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Calls as browsers make them: over HTTP/1.1, binary and as text.</summary>
public sealed class GrpcWebTests
{
    const string Binary = "application/grpc-web+proto";
    const string Text = "application/grpc-web-text";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static GrpcOptions Options { get; } = GrpcOptions.Default with { Web = true, WebOrigins = ["https://shop.example"] };

    static async Task<HttpResponseMessage> Send(GrpcRun server, HttpMethod method, string path, byte[] body, string? type, params (string Name, string Value)[] fields)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{server.Uri.Port}{path}"));
        if (type is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("content-type", type);
        }

        foreach (var (name, value) in fields) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await client.SendAsync(request, Token);
        await answer.Content.LoadIntoBufferAsync(Token);
        return answer;
    }

    static async Task<(List<GreetReply> Messages, string Trailers)> Read(HttpResponseMessage answer, bool text)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(Token);
        // Pieces of base64, each with its padding, end to end.
        if (text) body = [.. Encoding.ASCII.GetString(body).Chunk(4).SelectMany(group => Convert.FromBase64String(new string(group)))];
        var (messages, trailers) = (new List<GreetReply>(), "");
        for (var at = 0; at < body.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            var frame = body.AsSpan(at + 5, length);
            if (body[at] == 0x80) trailers = Encoding.Latin1.GetString(frame);
            else messages.Add(GreetReply.Parser.ParseFrom(frame));
            at += 5 + length;
        }

        return (messages, trailers);
    }

    static byte[] Encoded(byte[] body, bool text) => text ? Encoding.ASCII.GetBytes(Convert.ToBase64String(body)) : body;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_unary_call_has_its_trailers_in_the_body(bool text)
    {
        await using var server = await GrpcRun.Start(options: Options);
        using var answer = await Send(server, HttpMethod.Post, GrpcRun.SayHello, Encoded(GrpcRun.Ask("Ada"), text), text ? Text : Binary);
        Assert.Equal((HttpStatusCode.OK, text ? "application/grpc-web-text+proto" : Binary), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        var (messages, trailers) = await Read(answer, text);
        Assert.Equal([GrpcRun.Hello("Ada")], messages);
        Assert.Equal("grpc-status: 0\r\n", trailers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_comes_message_by_message(bool text)
    {
        await using var server = await GrpcRun.Start(options: Options);
        using var answer = await Send(server, HttpMethod.Post, GrpcRun.LotsOfReplies, Encoded(GrpcRun.Ask("Ada"), text), text ? Text : Binary);
        var (messages, trailers) = await Read(answer, text);
        Assert.Equal(["Hello Ada 0", "Hello Ada 1", "Hello Ada 2"], messages.Select(message => message.Message));
        Assert.Equal("grpc-status: 0\r\n", trailers);
    }

    [Fact]
    public async Task Base64_may_come_in_pieces_with_padding_of_their_own()
    {
        await using var server = await GrpcRun.Start(options: Options);
        var pieces = GrpcRun.Ask("Ada").Chunk(4).Concat(GrpcRun.Ask("Grace").Chunk(2)).Select(Convert.ToBase64String);
        using var answer = await Send(server, HttpMethod.Post, GrpcRun.BidiHello, Encoding.ASCII.GetBytes(string.Concat(pieces)), Text);
        Assert.Equal(["Hello Ada", "Hello Grace"], (await Read(answer, true)).Messages.Select(message => message.Message));
    }

    [Theory]
    [InlineData("AAAA!AAA")]
    [InlineData("AAAAA")]
    public async Task What_is_no_base64_is_internal(string body)
    {
        await using var server = await GrpcRun.Start(options: Options);
        using var answer = await Send(server, HttpMethod.Post, GrpcRun.SayHello, Encoding.ASCII.GetBytes(body), Text);
        Assert.Equal("13", Assert.Single(answer.Headers.GetValues("grpc-status")));
    }

    [Fact]
    public async Task A_failure_is_in_the_header_fields_and_a_later_one_in_the_body()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Observable.Return(GrpcRun.Hello("Ada"), env.Scheduler).Concat(Observable.Throw<GreetReply>(new ErrorException(Error.Conflict("LATER", "50 %")))),
        }, options: Options);
        using var first = await Send(server, HttpMethod.Post, GrpcRun.SayHello, GrpcRun.Ask("error"), Binary);
        Assert.Equal(("5", 0L), (Assert.Single(first.Headers.GetValues("grpc-status")), first.Content.Headers.ContentLength));
        using var second = await Send(server, HttpMethod.Post, GrpcRun.LotsOfReplies, GrpcRun.Ask("Ada"), Binary);
        var (messages, trailers) = await Read(second, false);
        Assert.Single(messages);
        Assert.StartsWith("grpc-status: 10\r\ngrpc-message: 50 %25\r\ngrpc-status-details-bin: ", trailers);
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task A_browser_is_told_whether_it_may_call(string origin, bool may)
    {
        await using var server = await GrpcRun.Start(options: Options);
        using var asked = await Send(
            server, HttpMethod.Options, GrpcRun.SayHello, [], null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,x-grpc-web"));
        Assert.Equal(may ? HttpStatusCode.NoContent : HttpStatusCode.Forbidden, asked.StatusCode);
        Assert.Equal(may, asked.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) && allowed.Single() == origin);
        Assert.Equal(may, asked.Headers.TryGetValues("Access-Control-Allow-Headers", out var names) && names.Single() == "content-type,x-grpc-web");
        using var called = await Send(server, HttpMethod.Post, GrpcRun.SayHello, GrpcRun.Ask("Ada"), Binary, ("Origin", origin));
        Assert.Equal(may, called.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(may, called.Headers.TryGetValues("Access-Control-Expose-Headers", out var exposed) && exposed.Single().Contains("grpc-accept-encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("application/grpc", HttpStatusCode.UpgradeRequired)]
    [InlineData("application/json", HttpStatusCode.UpgradeRequired)]
    public async Task Anything_else_over_HTTP_1_1_is_told_to_use_HTTP_2(string type, HttpStatusCode status)
    {
        await using var server = await GrpcRun.Start(options: Options);
        using var answer = await Send(server, HttpMethod.Post, GrpcRun.SayHello, GrpcRun.Ask("Ada"), type);
        Assert.Equal((status, "h2c"), (answer.StatusCode, string.Join(',', answer.Headers.GetValues("Upgrade"))));
    }
}
