namespace Kratos.Reactive.Tests;

/// <summary>Requests that mean one thing to whoever passes them on and might mean another here: refused, or what they say and no more.</summary>
public sealed class HttpSmugglingTests : ZooTests
{
    // Where a request is not whole the server says so soon.
    private protected override HttpOptions Options => HttpOptions.Default with { KeepAlive = TimeSpan.FromSeconds(1), HeaderTimeout = TimeSpan.FromSeconds(1) };

    const string Good = """{"name":"x"}""";
    const string Hidden = "GET /animals/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    // A proxy that reads it differently takes what follows for the body, or the body for what follows.
    [Theory]
    [InlineData("Content-Length: 12\r\nContent-Length: 0")]
    [InlineData("Content-Length: 12\r\nContent-Length: 12")]
    [InlineData("Content-Length: 12, 12")]
    [InlineData("Content-Length: 12,0")]
    [InlineData("Content-Length: 0x0c")]
    [InlineData("Content-Length: 1 2")]
    [InlineData("Content-Length : 12")]
    [InlineData("Content-Length: 12\r\n Transfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: identity, chunked, identity")]
    [InlineData("Transfer-Encoding:\u000bchunked")]
    [InlineData("Transfer-Encoding: \"chunked\"")]
    [InlineData("Transfer-Encoding\0: chunked")]
    [InlineData("X: a\rTransfer-Encoding: chunked")]
    public async Task A_framing_that_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_answered(string fields)
    {
        var text = await Server.Raw($"POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{fields}\r\n\r\n{Good}{Hidden}");
        Assert.StartsWith("HTTP/1.1 400", text, StringComparison.Ordinal);
        Assert.DoesNotContain("smuggled", text, StringComparison.Ordinal);
        Assert.Single(text.Split("HTTP/1.1 ")[1..]);
    }

    // Kestrel takes these for 12, and says no more of it to anyone: what they frame is 12 bytes, and the next request is the next.
    [Theory]
    [InlineData("Content-Length: +12")]
    [InlineData("Content-Length: 12\0")]
    public async Task A_length_with_more_than_digits_is_that_length_and_nothing_of_the_body_is_a_request(string fields)
    {
        var text = await Server.Raw($"POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{fields}\r\n\r\n{Good}GET /animals/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answers = text.Split("HTTP/1.1 ")[1..];
        Assert.Equal(2, answers.Length);
        Assert.Contains("{\"name\":\"x\",", answers[0], StringComparison.Ordinal);
        Assert.Contains("{\"name\":\"next\",", answers[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0xc\r\n{\"name\":\"x\"}\r\n0\r\n\r\n")]
    [InlineData("+c\r\n{\"name\":\"x\"}\r\n0\r\n\r\n")]
    [InlineData("c \r\n{\"name\":\"x\"}\r\n0\r\n\r\n")]
    [InlineData("c\n{\"name\":\"x\"}\r\n0\r\n\r\n")]
    [InlineData("c\r\n{\"name\":\"x\"}0\r\n\r\n")]
    [InlineData("10000000000000000c\r\n{\"name\":\"x\"}\r\n0\r\n\r\n")]
    public async Task A_chunk_that_can_be_read_in_two_ways_ends_the_connection(string chunks)
    {
        var text = await Server.Raw($"POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{Hidden}");
        Assert.StartsWith("HTTP/1.1 400", text, StringComparison.Ordinal);
        Assert.DoesNotContain("smuggled", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/animals/%2e%2e")]
    [InlineData("/animals/..")]
    [InlineData("/animals/%2E%2e/%2e%2e/nothing/x")]
    [InlineData("/files/%2e%2e/nothing/x")]
    [InlineData("/..%2fanimals")]
    [InlineData("/animals%2Frex")]
    [InlineData("/animals;/rex")]
    [InlineData("/animals\\rex")]
    [InlineData("/animals%5crex")]
    [InlineData("/%61nimals%2frex")]
    [InlineData("/%2561nimals/rex")]
    [InlineData("/animals/rex/%2e%2e%2f%2e%2e%2fetc%2fpasswd/x")]
    public async Task A_path_that_climbs_or_hides_its_slashes_reaches_nothing(string path)
    {
        var answer = Answer.Of(await Server.Raw($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Contains(answer.Status, new[] { 404, 405, 400 });
    }

    // As data it is data: decoded once, whatever it looks like.
    [Theory]
    [InlineData("/animals/..%2f..%2fetc%2fpasswd", "../../etc/passwd")]
    [InlineData("/animals/a%2Fb", "a/b")]
    [InlineData("/animals/%252e%252e", "%2e%2e")]
    [InlineData("/animals/%252F", "%2F")]
    [InlineData("/animals/%25%32%66", "%2f")]
    [InlineData("/animals/a%5cb", "a\\\\b")]
    [InlineData("/animals/%0d%0aSet-Cookie:%20a=b", "\\r\\nSet-Cookie: a=b")]
    [InlineData("/animals/...", "...")]
    [InlineData("/animals/%3f%23", "?#")]
    [InlineData("/files/a/%2e%2e/b", "b")]
    [InlineData("/files/a/..%2f..%2fb", "a/..%2f..%2fb")]
    [InlineData("/x/../animals/rex", "rex")]
    [InlineData("http://elsewhere/animals/rex", "rex")]
    public async Task What_a_path_hides_is_a_value_and_nothing_more(string path, string name)
    {
        var host = path.StartsWith("http", StringComparison.Ordinal) ? "elsewhere" : "x";
        var answer = Answer.Of(await Server.Raw($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        Assert.Equal(200, answer.Status);
        Assert.StartsWith($"{{\"name\":\"{name}\",", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", answer.Fields.Keys);
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("a%00b")]
    public async Task A_nul_in_a_path_is_refused(string segment) => Assert.Equal(400, Answer.Of(await Server.Raw($"GET /animals/{segment} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).Status);

    [Theory]
    [InlineData("GET http://elsewhere/animals/rex HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x y\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex\tHTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex HTTP/1.1\rHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData(" GET /animals/rex HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex HTTP/1.1\r\n Host: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /animals/rex HTTP/1.1\r\nHost: x\r\n: y\r\nConnection: close\r\n\r\n")]
    public async Task A_head_that_can_be_read_in_two_ways_is_refused(string request) => Assert.StartsWith("HTTP/1.1 400", await Server.Raw(request), StringComparison.Ordinal);

    [Fact]
    public async Task What_a_caller_calls_its_content_is_never_a_field_of_the_answer()
    {
        var text = await Server.Raw($"POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain;a=\"%0d%0aX-Evil: 1\"\r\nAccept: image/png;a=\"%0d%0aX-Evil: 1\"\r\nContent-Length: {Good.Length}\r\nConnection: close\r\n\r\n{Good}");
        Assert.StartsWith("HTTP/1.1 406", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nX-Evil", text, StringComparison.Ordinal);
    }
}
