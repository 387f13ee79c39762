using System.Net.WebSockets;
using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>How a WebSocket is left, slowed and stopped.</summary>
public sealed class SocketEndTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_that_is_gone_disposes_the_subscription()
    {
        var talk = new Talk(static (_, _) => Observable.Return((object)1).Concat(Observable.Never<object>()));
        await using var server = await Serving.Start(talk.Service);
        using (var talker = await Talker.Open(server, "/talk"))
        {
            Assert.Equal("1", await talker.Hear());
            Assert.Equal(1, talk.Open);
            talker.Socket.Abort();
        }

        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task A_caller_that_closes_leaves_a_stream_that_would_go_on_behind()
    {
        var talk = new Talk(static (requests, _) => requests.Select(static one => (object)one).Concat(Observable.Never<object>()));
        await using var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("\u001eend");
        Assert.Equal(1, talk.Open);
        await talker.Close();
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Theory]
    [InlineData(1000, "end")]
    [InlineData(1001, "CANCELLED")]
    [InlineData(1011, "CANCELLED")]
    [InlineData(4000, "CANCELLED")]
    public async Task Messages_that_are_broken_off_are_no_whole_ones(int code, string end)
    {
        var ended = new TaskCompletionSource<string>();
        var talk = new Talk((requests, _) => requests.Do(static _ => { }, e => ended.SetResult(Error.From(e).Reason), () => ended.SetResult("end")).Select(static one => (object)one));
        await using var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"name\":\"Ada\"}", await talker.Hear());
        await talker.Socket.CloseOutputAsync((WebSocketCloseStatus)code, "", Token);
        Assert.Equal(end, await ended.Task.WaitAsync(Token));
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task A_close_without_a_code_is_an_end_for_NET_cannot_tell_it_from_a_good_one()
    {
        var ended = new TaskCompletionSource<string>();
        var talk = new Talk((requests, _) => requests.Do(static _ => { }, e => ended.SetResult(Error.From(e).Reason), () => ended.SetResult("end")).Select(static one => (object)one));
        await using var server = await Serving.Start(talk.Service);
        using var socket = await server.Connect();
        await socket.SendAsync("GET /talk HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray(), Token);
        await socket.SendAsync(new byte[] { 0x88, 0x80, 0, 0, 0, 0 }, Token);
        Assert.Equal("end", await ended.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task A_failure_that_the_caller_tells_of_is_read_even_when_it_is_no_Unicode()
    {
        var ended = new TaskCompletionSource<Error>();
        var talk = new Talk((requests, _) => requests.Do(static _ => { }, e => ended.SetResult(Error.From(e))).Select(static one => (object)one));
        await using var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        await talker.Say("\u001eerror:{\"code\":409,\"reason\":\"R\",\"message\":\"\\ud800\"}");
        Assert.Equal(new Error(409, "R", "\\ud800"), await ended.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task The_next_message_is_read_only_after_the_last_one_was_taken()
    {
        using var gate = new SemaphoreSlim(0);
        var taken = 0;
        var talk = new Talk((requests, env) => requests.SelectEff(request => liftEff(async inside =>
        {
            Interlocked.Increment(ref taken);
            await gate.WaitAsync(inside.Token);
            return (object)request;
        }), env, waiting: new(4, Overflow.Wait)));
        await using var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        var megabyte = $"{{\"name\":\"{new string('a', 1024 * 1024)}\"}}";
        var said = 0;
        var saying = Task.Run(async () =>
        {
            for (; said < 100; said++) await talker.Say(megabyte);
        }, Token);
        await Eventually.Still(() => Volatile.Read(ref said));
        Assert.InRange(said, 4, 40);        // what waits for the handler, and what the sockets hold
        Assert.Equal(1, taken);
        gate.Release(100);
        await saying;
        await Eventually.True(() => taken == 100, "all to be taken");
        talker.Socket.Abort();
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task W_HTTP_14_a_stop_tells_a_stream_which_ends_itself_and_waits_for_its_close()
    {
        var talk = new Talk(static (_, env) => Observable.Return((object)1).Concat(Observable.Never<object>()).UntilCancelled(env.Find(Call.Key).IfNone(Call.None).Stopping));
        var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        Assert.Equal("1", await talker.Hear());
        var released = server.Release();
        Assert.Equal("close 1000", await talker.Hear());
        await talker.Close();
        Assert.True((await released).IsSucc);
    }

    [Fact]
    public async Task A_stream_that_does_not_end_itself_is_told_why_it_is_ended()
    {
        using var force = new CancellationTokenSource();
        var talk = new Talk(static (requests, _) => requests.Select(static one => (object)one).Concat(Observable.Never<object>()));
        var server = await Serving.Start(talk.Service);
        using var talker = await Talker.Open(server, "/talk");
        var released = server.ReleaseUntil(force.Token);
        await talker.Say("{\"name\":\"Ada\"}");
        Assert.Equal("{\"name\":\"Ada\"}", await talker.Hear());
        Assert.False(released.IsCompleted);
        await force.CancelAsync();
        Assert.Contains("\"code\":503,\"reason\":\"SERVER_STOPPED\"", await talker.Hear(), StringComparison.Ordinal);
        Assert.Equal("close 4503 SERVER_STOPPED", await talker.Hear());
        await talker.Close();
        Assert.True((await released).IsSucc);
        Assert.Equal(0, talk.Open);
    }

    [Fact]
    public async Task A_socket_on_which_nothing_happens_opens_after_half_a_second_and_ends_at_its_idle_limit()
    {
        var clock = new StreamClock();
        using var replies = new Subject<object>();
        var talk = new Talk((_, _) => replies);     // no message is asked for
        await using var server = await Serving.Start(Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Streams = HttpStreamOptions.Default with { IdleTimeout = 1.Minutes } }, talk.Service), Env.On(clock));
        var opening = Talker.Open(server, "/talk");
        await Eventually.True(() => talk.Entered == 1, "the call");
        clock.AdvanceBy(500.Milliseconds - TimeSpan.FromTicks(1));
        Assert.False(opening.IsCompleted);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        using var talker = await opening;
        clock.AdvanceBy(30.Seconds);
        replies.OnNext(1);
        Assert.Equal("1", await talker.Hear());
        clock.AdvanceBy(1.Minutes - TimeSpan.FromTicks(1));
        Assert.Equal(1, talk.Open);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Contains("STREAM_IDLE", await talker.Hear(), StringComparison.Ordinal);
        Assert.Equal("close 4504 STREAM_IDLE", await talker.Hear());
        await talker.Close();
    }

    [Fact]
    public async Task ST11_a_handler_waits_for_a_message_as_long_as_it_likes()
    {
        var clock = new StreamClock();
        var talk = new Talk((requests, env) => requests.Timeout(100.Milliseconds, env.Scheduler).Select(static one => (object)one));
        await using var server = await Serving.Start(Server.Http("http://127.0.0.1:0", talk.Service), Env.On(clock));
        var opening = Talker.Open(server, "/talk");
        await Eventually.True(() => talk.Entered == 1, "the call");
        clock.AdvanceBy(100.Milliseconds - TimeSpan.FromTicks(1));
        using var talker = await opening;
        Assert.Equal(1, talk.Open);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Contains("\u001eerror:{\"code\":504,\"reason\":\"TIMED_OUT\"", await talker.Hear(), StringComparison.Ordinal);
        Assert.Equal("close 4504 TIMED_OUT", await talker.Hear());
        await talker.Close();
    }

    [Fact]
    public async Task W_STR_7_a_caller_that_answers_no_ping_is_gone()
    {
        var talk = new Talk(static (requests, _) => requests.Select(static one => (object)one));
        var streams = HttpStreamOptions.Default with { Heartbeat = 50.Milliseconds, PongTimeout = 200.Milliseconds };
        await using var server = await Serving.Start(HttpOptions.Default with { Streams = streams }, talk.Service);
        using var socket = await server.Connect();
        await socket.SendAsync("GET /talk HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray(), Token);
        await Eventually.True(() => talk.Entered == 1, "the call");
        await Eventually.True(() => talk.Open == 0, "the stream to be left");
    }
}
