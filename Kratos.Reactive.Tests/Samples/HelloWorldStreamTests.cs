namespace Kratos.Reactive.Tests;

/// <summary>The streams of HelloWorld, heard and talked to by programs of others: curl, and the WebSocket of Node's <c>ws</c>.</summary>
public sealed class HelloWorldStreamTests : IAsyncLifetime
{
    readonly Program hello = Program.Sample("HelloWorld", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0");
    Uri address = null!;

    public async ValueTask InitializeAsync() => address = await hello.Address("http");

    public ValueTask DisposeAsync() => hello.DisposeAsync();

    [Fact]
    public async Task Replies_are_events_to_curl()
    {
        await using var curl = Program.Start("curl", "-N", "-s", "-i", "--noproxy", "*", new Uri(address, "/helloworld/kratos/replies").ToString());
        Assert.Equal(0, await curl.Exit());
        var lines = curl.Output.ReplaceLineEndings("\n").Split("\n");
        Assert.Equal("HTTP/1.1 200 OK", lines[0]);
        Assert.Superset(new HashSet<string> { "Content-Type: text/event-stream", "Cache-Control: no-cache", "X-Accel-Buffering: no", "Transfer-Encoding: chunked" }, lines.ToHashSet());
        Assert.EndsWith(string.Concat(Enumerable.Repeat("event: message\ndata: {\"message\":\"Hello kratos\"}\n\n", 3)).TrimEnd(), curl.Output.ReplaceLineEndings("\n").TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Or_lines_of_JSON_when_it_asks_for_them()
    {
        await using var curl = Program.Start("curl", "-N", "-s", "--noproxy", "*", "-H", "Accept: application/x-ndjson", new Uri(address, "/helloworld/kratos/replies").ToString());
        Assert.Equal(0, await curl.Exit());
        Assert.Equal(string.Join('\n', Enumerable.Repeat("{\"message\":\"Hello kratos\"}", 3)), curl.Output);
    }

    [Fact]
    public async Task A_greeting_comes_back_for_each_one_that_is_sent()
    {
        await using var talk = Talk("/helloworld/chat");
        await talk.Line("open");
        await talk.Type("{\"name\":\"Ada\"}");
        await talk.Line("{\"message\":\"Hello Ada\"}");
        await talk.Type("ping");
        await talk.Line("pong are you there");
        await talk.Type("{\"name\":\"Jürgen 😀\"}");
        await talk.Line("Hello J");
        await talk.Type("end");
        await talk.Line("close 1000");
        Assert.Equal(0, await talk.Exit());
    }

    [Fact]
    public async Task A_message_that_is_none_is_told_in_a_frame_and_in_the_close_code()
    {
        await using var talk = Talk("/helloworld/chat");
        await talk.Line("open");
        await talk.Type("{\"name\":7}");
        await talk.Line("<1e>error:{\"code\":400,\"reason\":\"CODEC\"");
        await talk.Line("close 4400 CODEC");
    }

    [Fact]
    public async Task A_close_is_answered_by_one()
    {
        await using var talk = Talk("/helloworld/chat", "kratos.protobuf");
        await talk.Line("open kratos.protobuf");
        await talk.Type("{\"name\":\"Ada\"}");
        await talk.Line("bytes 0a0948656c6c6f20416461");
        await talk.Type("close");
        await talk.Line("close 1000");
    }

    [Fact]
    public async Task What_is_no_stream_of_requests_opens_no_socket()
    {
        await using var talk = Talk("/helloworld/kratos");
        await talk.Line("refused 200");
    }

    Program Talk(string path, params string[] more) =>
        Program.Start("node", [Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "socket.js"), $"ws://{address.Authority}{path}", .. more]);
}
