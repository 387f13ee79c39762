using System.Net;

namespace Kratos.Reactive.Tests;

public sealed class HttpHeaderTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Setting(Func<Eff<Reply>> reply) => new Service("x.Setting").Unary<Unit, Reply>("Set", _ => reply(), HttpRule.Get("/set"));

    static Reply With(Headers headers, Headers? trailers = null) => new("said") { Headers = headers, Trailers = trailers ?? Headers.Empty };

    [Fact]
    public async Task Fields_of_the_call_and_of_the_reply_are_sent_and_the_reply_has_the_last_word()
    {
        await using var server = await Serving.Start(Setting(() =>
            from call in currentCall
            from _1 in call.SetHeader("X-Call", "call")
            from _2 in call.SetHeader("X-Both", "call")
            select With(Headers.Empty.Add("X-Both", "reply").Add("X-Two", "1").Add("X-Two", "2").Add("Content-Type", "application/hal+json"))));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal(["call"], reply.Headers.GetValues("X-Call"));
        Assert.Equal(["reply"], reply.Headers.GetValues("X-Both"));
        Assert.Equal(["1", "2"], reply.Headers.GetValues("X-Two"));
        Assert.Equal("application/hal+json", reply.Content.Headers.ContentType!.ToString());
        Assert.Equal("\"said\"", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Fields_of_the_call_are_sent_with_a_failure_too()
    {
        await using var server = await Serving.Start(Setting(() =>
            from call in currentCall
            from _ in call.SetHeader("Retry-After", "7")
            from end in FailEff<Reply>(Error.Unavailable("BUSY", "later"))
            select end));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "7"), (reply.StatusCode, reply.Headers.RetryAfter!.ToString()));
    }

    [Fact]
    public async Task Trailers_of_the_call_and_of_the_reply_follow_it_and_are_announced()
    {
        await using var server = await Serving.Start(Setting(() =>
            from call in currentCall
            from _ in call.SetTrailer("X-Call", "call")
            select With(Headers.Empty, Headers.Empty.Add("X-Sum", "1").Add("X-Sum", "2"))));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal("\"said\"", await reply.Content.ReadAsStringAsync(Token));
        Assert.Equal(["X-Call", "X-Sum"], reply.Headers.Trailer.Order());
        Assert.Equal(["call"], reply.TrailingHeaders.GetValues("X-Call"));
        Assert.Equal(["1", "2"], reply.TrailingHeaders.GetValues("X-Sum"));
    }

    [Theory]
    [InlineData("HEAD /set HTTP/1.1")]
    [InlineData("GET /set HTTP/1.0")]
    public async Task A_caller_that_cannot_take_trailers_gets_none(string line)
    {
        await using var server = await Serving.Start(Setting(() => SuccessEff(With(Headers.Empty, Headers.Empty.Add("X-Sum", "1")))));
        var answer = Answer.Of(await server.Raw($"{line}\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((200, "6"), (answer.Status, answer.Fields["Content-Length"]));
        Assert.DoesNotContain("X-Sum", answer.Body);
        Assert.DoesNotContain("Trailer", answer.Fields.Keys);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("transfer-encoding")]
    [InlineData("Connection")]
    public async Task A_field_that_is_the_transports_own_is_refused(string name)
    {
        await using var server = await Serving.Start(Setting(() => SuccessEff(With(Headers.Empty.Add("X-A", "1").Add(name, "0")))));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Contains("HEADER_RESERVED", await reply.Content.ReadAsStringAsync(Token));
        Assert.False(reply.Headers.Contains("X-A"));
    }

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("content-length")]
    [InlineData("Set-Cookie")]
    public async Task A_field_that_cannot_follow_is_refused(string name)
    {
        await using var server = await Serving.Start(Setting(() => SuccessEff(With(Headers.Empty, Headers.Empty.Add(name, "0")))));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Contains("HEADER_RESERVED", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_value_that_would_smuggle_a_line_is_refused()
    {
        await using var server = await Serving.Start(Setting(() =>
            from call in currentCall
            from _ in call.SetHeader("X-Echo", "a\r\nSet-Cookie: b")
            select With(Headers.Empty)));
        using var reply = await server.Client.GetAsync("/set", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.False(reply.Headers.Contains("Set-Cookie"));
        Assert.Contains("HEADER_INVALID", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task What_was_said_of_a_reply_that_is_not_given_is_not_said_of_the_failure()
    {
        var service = new Service("x.Failing").Unary<Unit, Unit>(
            "Do",
            static _ =>
                from call in currentCall
                from _1 in call.SetHeader("Cache-Control", "public, max-age=600")
                from _2 in call.SetHeader("Expires", "Thu, 01 Jan 2099 00:00:00 GMT")
                from _3 in call.SetHeader("Location", "/there")
                from _4 in call.SetHeader("Retry-After", "3")
                from end in FailEff<Unit>(Error.NotFound("NO", "no"))
                select end,
            HttpRule.Get("/do"));
        await using var server = await Serving.Start(service);
        var answer = Answer.Of(await server.Raw("GET /do HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((404, "3"), (answer.Status, answer.Fields["Retry-After"]));
        Assert.Empty(answer.Fields.Keys.Intersect(["Cache-Control", "Expires", "Location"]));
    }
}
