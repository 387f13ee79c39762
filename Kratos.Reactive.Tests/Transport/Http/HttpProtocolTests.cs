namespace Kratos.Reactive.Tests;

/// <summary>What is no HTTP is answered by Kestrel itself: with a status, without a body.</summary>
public sealed class HttpProtocolTests : ZooTests
{
    [Theory]
    [InlineData("GET /animals/rex HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET /animals/rex HTTP/2.0\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET /animals/rex HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: a/b\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\nX-A : 1\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n folded\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", 400)]
    [InlineData("GET /animals/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /animals/a b HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /animals/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("G@T /animals/rex HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    public async Task What_is_no_HTTP_is_refused_and_the_connection_closed(string request, int status)
    {
        var answer = await Raw(request);
        Assert.Equal((status, "close", ""), (answer.Status, answer.Fields["Connection"], answer.Body));
        Assert.DoesNotContain("Server", answer.Fields.Keys);
    }

    [Theory]
    [InlineData(9_000, 0, 0, 414)]
    [InlineData(10, 40_000, 1, 431)]
    [InlineData(10, 1, 150, 431)]
    [InlineData(7_000, 1_000, 20, 200)]
    public async Task A_head_that_is_too_large_is_refused_and_the_connection_closed(int path, int value, int fields, int status)
    {
        var answer = await Raw($"GET /animals/{new string('a', path)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{string.Concat(Enumerable.Range(0, fields).Select(i => $"X-{i}: {new string('v', value)}\r\n"))}\r\n");
        Assert.Equal((status, "close"), (answer.Status, answer.Fields["Connection"]));
    }

    [Fact]
    public async Task HTTP_1_0_is_answered_and_the_connection_closed() => Assert.Equal(200, (await Raw("GET /animals/rex HTTP/1.0\r\n\r\n")).Status);

    [Fact]
    public async Task Requests_sent_ahead_are_answered_in_their_order()
    {
        var text = await Server.Raw(string.Concat(Enumerable.Range(0, 50).Select(i => $"GET /animals/{i} HTTP/1.1\r\nHost: x\r\n{(i == 49 ? "Connection: close\r\n" : "")}\r\n")));
        Assert.Equal(Enumerable.Range(0, 50), text.Split("{\"name\":\"")[1..].Select(part => int.Parse(part[..part.IndexOf('"')])));
    }

    [Theory]
    [InlineData("GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n{bad", 404)]
    [InlineData("POST /animals/rex HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n{bad", 405)]
    [InlineData("GET /aged/old/rex HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n{bad", 200)]
    [InlineData("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{bad", 400)]
    [InlineData("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{bad\r\n0\r\n\r\n", 400)]
    [InlineData("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n{bad", 415)]
    [InlineData("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{bad\r\n0\r\n\r\n", 415)]
    [InlineData("GET /panic HTTP/1.1\r\nHost: x\r\n\r\n", 500)]
    [InlineData("GET /ghost HTTP/1.1\r\nHost: x\r\n\r\n", 500)]
    public async Task After_a_failure_that_leaves_nothing_behind_the_connection_is_used_again(string request, int status)
    {
        OurFault = status == 500;
        var answer = await Raw(request + "GET /animals/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal(status, answer.Status);
        Assert.Contains("HTTP/1.1 200 OK", answer.Body);
        Assert.EndsWith("\"price\":0}", answer.Body);
        Assert.DoesNotContain("Connection", answer.Fields.Keys);
    }

    [Fact]
    public async Task What_follows_a_body_is_the_next_request_and_no_part_of_it()
    {
        var answer = await Raw("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}GARBAGE\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Contains("HTTP/1.1 400 Bad Request", answer.Body);
    }
}
