using System.Net;
using System.Reactive.Subjects;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of replies over HTTP: what goes over the wire. ST and W-STR are rows of the facts about Go Kratos.</summary>
public sealed class EventStreamTests
{
    static readonly Error failure = new Error(400, "R", "m") { Cause = new InvalidOperationException("the secret of the house") };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static IObservable<object> Of(params object[] replies) => replies.ToObservable(ImmediateScheduler.Instance);

    static IObservable<object> Failing(params object[] replies) => Of(replies).Concat(Observable.Throw<object>(new ErrorException(failure)));

    [Fact]
    public async Task ST1_each_reply_is_an_event_and_the_end_of_the_stream_that_of_the_answer()
    {
        await using var server = await Serving.Start(new Ticks((ask, _) => Of(new HelloReply(ask.Name), new HelloReply("again"))).Service);
        using var heard = await Listener.Open(server, "/ticks/kratos");
        Assert.Equal("event: message\ndata: {\"message\":\"kratos\"}\n\nevent: message\ndata: {\"message\":\"again\"}\n\n", await heard.Rest());
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (heard.Reply.StatusCode, heard.Reply.Content.Headers.ContentType!.ToString()));
        Assert.Equal(("no-cache", "no"), (heard.Reply.Headers.CacheControl!.ToString(), Assert.Single(heard.Reply.Headers.GetValues("X-Accel-Buffering"))));
    }

    [Fact]
    public async Task A_reply_is_sent_when_it_is_given_not_when_the_next_one_is()
    {
        using var replies = new Subject<object>();
        var ticks = new Ticks(replies);
        await using var server = await Serving.Start(ticks.Service);
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        replies.OnNext(1);
        using var heard = await opening;
        await heard.Expect("event: message\ndata: 1\n\n");
        replies.OnNext(2);
        await heard.Expect("event: message\ndata: 2\n\n");
        replies.OnCompleted();
        Assert.Equal("", await heard.Rest());
    }

    [Fact]
    public async Task ST18_a_failure_after_the_first_reply_is_an_event_of_its_own_without_the_cause()
    {
        await using var server = await Serving.Start(new Ticks(Failing("one")).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal("event: message\ndata: \"one\"\n\nevent: error\ndata: {\"code\":400,\"reason\":\"R\",\"message\":\"m\",\"metadata\":{}}\n\n", await heard.Rest());
    }

    [Fact]
    public async Task ST19_a_failure_before_the_first_reply_is_an_answer_with_its_status()
    {
        await using var server = await Serving.Start(new Ticks(Failing()).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (heard.Reply.StatusCode, heard.Reply.Content.Headers.ContentType!.ToString()));
        Assert.Equal("{\"code\":400,\"reason\":\"R\",\"message\":\"m\",\"metadata\":{}}", await heard.Rest());
    }

    [Theory]
    [InlineData("/ticks?many=x", 400, "CODEC")]
    [InlineData("/ticks?name=stranger", 401, "WHO_ARE_YOU")]
    public async Task What_the_message_or_a_middleware_fails_with_is_an_answer_too(string path, int status, string reason)
    {
        Middleware guarded = next => request => request.Headers.TryGet("X-Name", out _) || !path.Contains("stranger", StringComparison.Ordinal) ? next(request) : Error.Unauthorized("WHO_ARE_YOU", "say who you are");
        await using var server = await Serving.Start(new Ticks(Of(1)).Service.With(guarded));
        using var heard = await Listener.Open(server, path);
        Assert.Equal(status, (int)heard.Reply.StatusCode);
        Assert.Contains($"\"reason\":\"{reason}\"", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task W_STR_1_a_stream_without_replies_is_an_event_stream_still()
    {
        await using var server = await Serving.Start(new Ticks(Of()).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal((HttpStatusCode.OK, "text/event-stream", ""), (heard.Reply.StatusCode, heard.Reply.Content.Headers.ContentType!.ToString(), await heard.Rest()));
    }

    [Fact]
    public async Task ST17_a_header_field_is_sent_once_and_the_first_reply_may_bring_more()
    {
        Middleware set = next => request => from call in currentCall from _ in call.SetHeader("x-a", "1") from reply in next(request) select reply;
        await using var server = await Serving.Start(new Ticks(Of(new Reply(1) { Headers = Headers.Empty.Add("x-b", "2") }, 2)).Service.With(set));
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal(("1", "2"), (Assert.Single(heard.Reply.Headers.GetValues("x-a")), Assert.Single(heard.Reply.Headers.GetValues("x-b"))));
    }

    [Fact]
    public async Task A_header_field_that_is_the_transports_own_is_a_failure()
    {
        await using var server = await Serving.Start(new Ticks(Of(new Reply(1) { Headers = Headers.Empty.Add("Transfer-Encoding", "x") })).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal(HttpStatusCode.InternalServerError, heard.Reply.StatusCode);
        Assert.Contains("HEADER_RESERVED", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_has_the_id_of_its_reply_and_a_caller_that_comes_back_names_it()
    {
        var ticks = new Ticks(Of(new Reply("a").WithEventId("7"), "b"));
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = HttpStreamOptions.Default with { Retry = 1500.Milliseconds } }, ticks.Service);
        using var heard = await Listener.Open(server, "/ticks", ("Last-Event-ID", "6"));
        Assert.Equal("retry: 1500\n\nevent: message\nid: 7\ndata: \"a\"\n\nevent: message\ndata: \"b\"\n\n", await heard.Rest());
        Assert.False(heard.Reply.Headers.Contains("Last-Event-ID"));
        Assert.Equal("6", Assert.Single(ticks.Calls).RequestHeaders.Find(Reply.EventId));
    }

    [Fact]
    public async Task What_breaks_a_line_there_breaks_it_here()
    {
        var json = new System.Text.Json.JsonSerializerOptions(HttpOptions.DefaultJson) { WriteIndented = true, NewLine = "\r\n" };
        await using var server = await Serving.Start(HttpOptions.Default with { Json = json }, new Ticks(Of(new HelloReply("a\nb"))).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.Equal("event: message\ndata: {\ndata:   \"message\": \"a\\nb\"\ndata: }\n\n", await heard.Rest());
        using var lines = await Listener.Open(server, "/ticks", ("Accept", "application/jsonl"));
        Assert.Equal("{  \"message\": \"a\\nb\"}\n", await lines.Rest());
    }

    [Fact]
    public async Task A_text_of_the_users_own_is_the_data_as_it_is_and_bytes_are_refused()
    {
        var raw = new Protos.Api.HttpBody { ContentType = "text/plain", Data = Google.Protobuf.ByteString.CopyFromUtf8("one\rtwo\n") };
        var bytes = new Protos.Api.HttpBody { Data = Google.Protobuf.ByteString.CopyFrom(0xff) };
        await using var server = await Serving.Start(new Ticks(Of(raw, bytes)).Service);
        using var heard = await Listener.Open(server, "/ticks");
        Assert.StartsWith("event: message\ndata: one\ndata: two\ndata: \n\nevent: error\ndata: {\"code\":500,\"reason\":\"CODEC\"", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_JSON_end_in_an_error_where_the_stream_does()
    {
        await using var server = await Serving.Start(new Ticks(Failing(new HelloReply("one"), 2)).Service);
        using var heard = await Listener.Open(server, "/ticks", ("Accept", "application/x-ndjson"));
        Assert.Equal("application/x-ndjson", heard.Reply.Content.Headers.ContentType!.ToString());
        Assert.Equal("{\"message\":\"one\"}\n2\n{\"error\":{\"code\":400,\"reason\":\"R\",\"message\":\"m\",\"metadata\":{}}}\n", await heard.Rest());
    }

    [Theory]
    [InlineData("", "text/event-stream")]
    [InlineData("*/*", "text/event-stream")]
    [InlineData("TEXT/*", "text/event-stream")]
    [InlineData("text/event-stream; charset=utf-8", "text/event-stream")]
    [InlineData("application/*", "application/x-ndjson")]
    [InlineData("application/jsonl", "application/jsonl")]
    [InlineData("application/x-ndjson, text/event-stream", "text/event-stream")]
    [InlineData("application/x-ndjson, text/event-stream;q=0.5", "application/x-ndjson")]
    [InlineData("text/event-stream;q=0, */*", "application/x-ndjson")]
    [InlineData("text/event-stream, application/xml", "text/event-stream")]
    [InlineData("what is this", "text/event-stream")]
    [InlineData("application/json", null)]
    [InlineData("text/event-stream;q=0", null)]
    public async Task The_caller_chooses_what_it_likes_best(string accept, string? type)
    {
        await using var server = await Serving.Start(new Ticks(Of(1)).Service);
        using var heard = await Listener.Open(server, "/ticks", accept.Length > 0 ? [("Accept", accept)] : []);
        Assert.Equal(type is null ? (HttpStatusCode.NotAcceptable, "application/json") : (HttpStatusCode.OK, type), (heard.Reply.StatusCode, heard.Reply.Content.Headers.ContentType!.ToString()));
    }

    [Theory]
    [InlineData("text/event-stream, application/xml", "<<1>>")]
    [InlineData("text/event-stream, application/x-stream-test", "((1))")]
    [InlineData("text/event-stream, application/x-bytes", "1")]
    [InlineData("text/event-stream", "1")]
    public async Task CS21_CS22_what_is_in_the_events_is_what_the_caller_takes_beside_them(string accept, string data)
    {
        HttpOptions options = HttpOptions.Default with
        {
            Codecs = [Codec.Json, Brackets("application/xml", "<<", ">>"), Brackets("application/x-stream-test", "((", "))"), Codec.Of("application/x-bytes", static (_, _) => Unit.Default, static (_, _) => Error.Internal("NONE", "none"))],
        };
        await using var server = await Serving.Start(options, new Ticks(Of(1)).Service);
        using var heard = await Listener.Open(server, "/ticks", ("Accept", accept));
        Assert.Equal($"event: message\ndata: {data}\n\n", await heard.Rest());
    }

    [Fact]
    public async Task A_caller_that_takes_a_format_in_events_that_is_no_text_is_told_so()
    {
        var bytes = Codec.Notation("application/x-half", static (_, _, into) => { into.GetSpan(1)[0] = 0xff; into.Advance(1); return Unit.Default; }, static (_, _, _) => Unit.Default);
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Json, bytes] }, new Ticks(Of(1)).Service);
        using var heard = await Listener.Open(server, "/ticks", ("Accept", "text/event-stream, application/x-half"));
        Assert.Equal(HttpStatusCode.NotAcceptable, heard.Reply.StatusCode);
    }

    [Fact]
    public async Task A_first_reply_that_cannot_be_written_has_a_status_and_a_later_one_is_an_event()
    {
        await using var server = await Serving.Start(new Ticks((ask, _) => ask.Name == "first" ? Of(double.NaN) : Of(1, double.NaN)).Service.With(Recovery()));
        using var first = await Listener.Open(server, "/ticks/first");
        Assert.Equal(HttpStatusCode.InternalServerError, first.Reply.StatusCode);
        using var later = await Listener.Open(server, "/ticks/later");
        Assert.StartsWith("event: message\ndata: 1\n\nevent: error\ndata: {\"code\":500,\"reason\":\"CODEC\"", await later.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_has_the_status_and_the_fields_of_GET_and_leaves_the_stream()
    {
        var ticks = new Ticks((ask, _) => ask.Name == "bad" ? Failing() : Of(1).Concat(Observable.Never<object>()));
        await using var server = await Serving.Start(ticks.Service);
        using var good = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/ticks"), Token);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (good.StatusCode, good.Content.Headers.ContentType!.ToString()));
        using var bad = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/ticks/bad"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        await Eventually.True(() => ticks.Open == 0, "the streams to be left");
    }

    [Fact]
    public async Task The_message_may_be_the_body_of_a_POST()
    {
        await using var server = await Serving.Start(new Ticks((ask, _) => Of(ask.Name)).Service);
        using var content = new StringContent("{\"name\":\"kratos\"}", Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/ticks", content, Token);
        Assert.Equal("event: message\ndata: \"kratos\"\n\n", await reply.Content.ReadAsStringAsync(Token));
        using var broken = new StringContent("{", Encoding.UTF8, "application/json");
        using var refused = await server.Client.PostAsync("/ticks", broken, Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    static Codec Brackets(string type, string before, string after) => Codec.Notation(type, (_, json, into) =>
    {
        Encoding.UTF8.GetBytes($"{before}{Encoding.UTF8.GetString(json.Span)}{after}", into);
        return Unit.Default;
    }, static (_, _, _) => Error.Internal("NONE", "it is not read"));

    [Fact]
    public async Task A_panic_is_told_to_the_log_once_and_to_nobody_else()
    {
        using var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var server = await Serving.Start(HttpOptions.Default with { Loggers = logs }, new Ticks(Of(1).Concat(Observable.Throw<object>(new InvalidOperationException("the secret of the house")))).Service);
        using var heard = await Listener.Open(server, "/ticks");
        var text = await heard.Rest();
        Assert.Contains("event: error\ndata: {\"code\":500,", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Equal("the secret of the house", Assert.Single(log.Lines, static line => line.Level >= LogLevel.Error).Cause!.Message);
    }
}
