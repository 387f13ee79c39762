using System.Threading.Channels;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Streams of replies over HTTP: Server-Sent Events, read as they are asked for.</summary>
public sealed class HttpClientStreamTests
{
    const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    static readonly Method method = HttpCalled.Get with { Shape = MethodShape.ServerStream };

    static IObservable<Asked> Stream(HttpCalled client, Env? env = null) => client.Client.ServerStream<Asked, Asked>(method)(new Asked { Name = "n" }, env ?? client.Env);

    static Task<Fin<IList<Asked>>> All(HttpCalled client, Env? env = null) => Stream(client, env).ToList().SingleEff().RunAsync(Env.System).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    static async Task<Fin<IList<Asked>>> Answered(string answer, Func<HttpCallOptions, HttpCallOptions>? call = null)
    {
        await using var server = RawHttp.Piecewise(_ => AsyncEnumerable.Repeat(answer, 1));
        await using var client = await HttpCalled.At(server, call ?? (static same => same));
        return await All(client);
    }

    static async Task<string> Names(string events) => string.Join(',', (await Answered(Head + events)).ThrowIfFail().Select(static one => one.Name));

    [Fact]
    public async Task W_STR_10_events_are_read_whatever_their_lines_end_with_and_what_is_no_message_is_left_alone()
    {
        Assert.Equal("a,b", await Names("event: message\ndata: {\"name\":\"a\"}\n\nevent: message\ndata: {\"name\":\"b\"}\n\n"));
        Assert.Equal("a,b", await Names("\ufeff: comment\r\nid: 7\r\nretry: 10\r\ndata:{\"name\":\r\ndata: \"a\"}\r\n\r\n: alive\r\revent: other\rdata: x\r\rdata: {\"name\":\"b\"}\r\r"));
        Assert.Equal("a", await Names("data: {\"name\":\"a\"}\n\ndata: {\"name\":\"cut\"}\n"));
        Assert.Equal("", await Names(""));
    }

    [Fact]
    public async Task A_stream_is_asked_for_by_its_rule()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "", "text/event-stream"));
        await using var client = await HttpCalled.At(server.Address);
        Assert.Empty((await All(client)).ThrowIfFail());
        var ask = Assert.Single(server.Asks);
        Assert.Equal(("GET /hello/n HTTP/1.1", "text/event-stream"), (ask.Line, ask["Accept"]));
    }

    [Theory]
    [InlineData("""{"code":404,"reason":"R","message":"m","metadata":{"k":"v"}}""", 404)]
    [InlineData("""{"code":10001,"reason":"R","message":"m","metadata":{"k":"v"},"status":500}""", 10001)]
    public async Task An_error_event_is_the_error_that_the_server_failed_with_and_what_came_before_has_come(string json, int code)
    {
        await using var server = RawHttp.Piecewise(_ => AsyncEnumerable.Repeat($"{Head}data: {{\"name\":\"a\"}}\n\nevent: error\ndata: {json}\n\n", 1));
        await using var client = await HttpCalled.At(server.Address);
        var seen = new List<string>();
        var end = await Stream(client).Do(one => seen.Add(one.Name)).ToList().SingleEff().RunAsync(Env.System);
        Assert.Equal(new Error(code, "R", "m").WithMetadata("k", "v"), end.Error);
        Assert.Equal(["a"], seen);
    }

    [Fact]
    public async Task An_error_event_that_cannot_be_read_is_an_error_all_the_same() => Assert.Equal("the stream of /binding.Echo/Hello failed", (await Answered($"{Head}event: error\ndata: oh\n\n")).Error.Message);

    [Fact]
    public async Task A_failure_before_the_stream_began_is_that_of_a_call() => Assert.Equal(Error.NotFound("R", "m"), (await Answered(RawHttp.Answer(404, """{"code":404,"reason":"R","message":"m"}"""))).Error);

    [Fact]
    public async Task A_stream_that_is_cut_is_a_lost_connection() =>
        Assert.Equal(503, (await Answered("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\ndata: {}\n\n")).Error.Code);

    [Fact]
    public async Task What_is_no_stream_of_events_is_refused_and_so_is_a_reply_that_cannot_be_read()
    {
        Assert.Equal("the replies of /binding.Echo/Hello are application/json, and not text/event-stream", (await Answered(RawHttp.Answer(200, "{}"))).Error.Message);
        Assert.Equal((500, "CODEC"), (await Answered($"{Head}data: x\n\n")).Error is var error ? (error.Code, error.Reason) : default);
    }

    [Fact]
    public async Task An_event_may_be_as_large_as_a_reply_and_not_much_larger()
    {
        static string Event(int size) => $"data: {{\"name\":\"{new string('x', size)}\"}}\n\n";
        Assert.Equal(3, (await Answered(Head + Event(90_000) + Event(90_000) + Event(90_000), static call => call with { MaxReceive = 100_000 })).ThrowIfFail().Count);
        var signs = string.Concat(Enumerable.Repeat(": alive\n\n:\r\n\r\n: and no empty line behind it\n:\r", 20_000));
        Assert.Equal(2, (await Answered(Head + signs + Event(90_000) + signs + Event(90_000) + signs, static call => call with { MaxReceive = 100_000 })).ThrowIfFail().Count);
        var lines = string.Concat(Enumerable.Repeat("data: x\r\n: y\n", 60_000));
        Assert.Equal("RESOURCE_EXHAUSTED", (await Answered(Head + lines, static call => call with { MaxReceive = 100_000 })).Error.Reason);
        Assert.Equal("RESOURCE_EXHAUSTED", (await Answered(Head + Event(1_000_000), static call => call with { MaxReceive = 100_000 })).Error.Reason);
    }

    static (RawHttp Server, Action<string> Say) Talking()
    {
        var words = Channel.CreateUnbounded<string>();
        return (RawHttp.Piecewise(_ => words.Reader.ReadAllAsync()), word => words.Writer.TryWrite(word));
    }

    [Fact]
    public async Task W_CLI_3_the_timeout_is_that_of_the_beginning_and_silence_ends_a_stream_later()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        var (server, say) = Talking();
        await using var _ = server;
        await using var client = await HttpCalled.At(server, static call => call with { Timeout = 2.Seconds, IdleTimeout = 10.Seconds }, Env.On(noted));
        var seen = Channel.CreateUnbounded<string>();
        var ended = new TaskCompletionSource<Error>();
        using var listening = Stream(client).Subscribe(one => seen.Writer.TryWrite(one.Name), e => ended.TrySetResult(Error.From(e)), () => ended.TrySetException(new InvalidOperationException("it went well")));
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        say($"{Head}data: {{\"name\":\"a\"}}\n\n");
        Assert.Equal("a", await seen.Reader.ReadAsync(TestContext.Current.CancellationToken));
        time.AdvanceBy(9.Seconds);
        say("data: {\"name\":\"b\"}\n\n");
        Assert.Equal("b", await seen.Reader.ReadAsync(TestContext.Current.CancellationToken));
        time.AdvanceBy(10.Seconds - 1.Milliseconds);
        Assert.False(ended.Task.IsCompleted);
        time.AdvanceBy(1.Milliseconds);
        Assert.Equal((504, "IDLE"), await ended.Task is var error ? (error.Code, error.Reason) : default);
    }

    [Fact]
    public async Task A_stream_that_does_not_begin_in_time_has_timed_out()
    {
        var time = new VirtualTime();
        await using var server = RawHttp.Silent();
        await using var client = await HttpCalled.At(server, static call => call with { Timeout = 2.Seconds }, time.Env);
        var end = All(client);
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        time.AdvanceBy(2.Seconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
    }

    [Fact]
    public async Task The_deadline_of_the_environment_ends_a_stream_and_the_server_is_told()
    {
        var time = new VirtualTime();
        var (server, say) = Talking();
        await using var _ = server;
        await using var client = await HttpCalled.At(server.Address, env: time.Env);
        var end = All(client, time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 5.Seconds));
        time.AdvanceBy(1.Milliseconds);      // the subscription calls
        say(Head);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        Assert.Contains(server.Asks[0]["grpc-timeout"], (string[])["5000000u", "4999000u"]);      // before that millisecond, or behind it
        time.AdvanceBy(5.Seconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
    }

    [Fact]
    public async Task Who_listens_no_longer_closes_the_connection()
    {
        var gone = new TaskCompletionSource();
        await using var server = RawHttp.Piecewise(_ => Endless(gone));
        await using var client = await HttpCalled.At(server.Address);
        Assert.Equal(3, (await Stream(client).Take(3).ToList().SingleEff().RunAsync(Env.System)).ThrowIfFail().Count);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    static async IAsyncEnumerable<string> Endless(TaskCompletionSource gone)
    {
        try
        {
            yield return Head;
            while (true)
            {
                await Task.Yield();
                yield return "data: {\"name\":\"a\"}\n\n";
            }
        }
        finally
        {
            gone.TrySetResult();
        }
    }

    [Fact]
    public async Task A_stream_is_tried_again_until_it_begins()
    {
        await using var server = RawHttp.Of(static ask => ask.Number == 0 ? RawHttp.Answer(503, "") : RawHttp.Answer(200, "data: {}\n\n", "text/event-stream"));
        await using var client = await HttpCalled.At(server, static call => call with { Retry = new(Schedule.Recurs(1)) });
        Assert.Single((await All(client)).ThrowIfFail());
        Assert.Equal(2, server.Asks.Count);
    }

    [Fact]
    public async Task The_fields_of_a_stream_are_there_for_who_wants_them()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "data: {}\n\n", "text/event-stream", "x-seen: 1\r\n"));
        await using var client = await HttpCalled.At(server.Address);
        var fields = new ReplyFields();
        Assert.Single((await All(client, Env.System.With(ReplyFields.Key, fields))).ThrowIfFail());
        Assert.Equal("1", (await fields.Headers.SingleAsync()).Find("x-seen"));
        Assert.Empty(await fields.Trailers.DefaultIfEmpty(Headers.Empty).SingleAsync());
    }

    [Fact]
    public async Task Our_server_and_our_client_have_the_same_stream_and_the_same_failure_of_it()
    {
        Error? failure = null;
        var echo = new Service("binding.Echo").ServerStream<Asked, Asked>(
            method,
            (asked, env) => Observable.Range(0, 1000, env.Scheduler).Select(n => new Asked { Name = $"{asked.Name} {n}" }).Concat(failure is null ? Observable.Empty<Asked>() : Observable.Throw<Asked>(new ErrorException(failure))));
        await using var server = await Serving.Start(echo);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Assert.Equal(Enumerable.Range(0, 1000).Select(static n => $"n {n}"), (await All(client)).ThrowIfFail().Select(static one => one.Name));
        foreach (var error in new[] { Error.NotFound("R", "m").WithMetadata("k", "v"), new Error(10001, "BUSINESS", "as agreed"), Error.Conflict("ONE", "1").And(Error.Conflict("TWO", "2")) })
        {
            failure = error;
            Assert.Equal(error, (await All(client)).Error);
        }
    }

    [Fact]
    public async Task Events_are_JSON_to_a_client_that_has_no_JSON_for_bodies()
    {
        var echo = new Service("binding.Echo").ServerStream<Asked, Asked>(method, static (asked, _) => Observable.Return(asked));
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Xml] }, echo);
        foreach (var codec in new[] { Codec.Protobuf, Codec.Xml })
        {
            await using var client = await HttpCalled.At(server.Uri.ToString(), options => options with { Codecs = [codec] });
            Assert.Equal(["n"], (await All(client)).ThrowIfFail().Select(static one => one.Name));
        }
    }

    [Fact]
    public async Task A_generated_client_calls_and_hears_replies_over_HTTP()
    {
        await using var server = await Serving.Start(GrpcRun.Greeter.ToService());
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var greeter = Helloworld.V1.GreeterService.Over(client.Client);
        Assert.Equal("Hello ä/b", (await greeter.SayHello(new() { Name = "ä/b" }).RunAsync(Env.System)).ThrowIfFail().Message);
        Assert.Equal(["Hello one 0", "Hello one 1", "Hello one 2"], (await greeter.LotsOfReplies(new() { Name = "one" }, Env.System).ToList().SingleEff().RunAsync(Env.System)).ThrowIfFail().Select(static reply => reply.Message));
    }

    [Fact]
    public async Task What_is_no_stream_is_refused_clearly()
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1");
        Assert.Equal("NOT_A_STREAM", (await client.Client.ServerStream<Asked, Asked>(HttpCalled.Get)(new Asked { Name = "n" }, Env.System).ToList().SingleEff().RunAsync(Env.System)).Error.Reason);
    }
}
