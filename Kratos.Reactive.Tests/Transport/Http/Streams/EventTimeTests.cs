using System.Net;
using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

/// <summary>What a stream of replies does while nothing happens, on the clock of the app, to the tick.</summary>
public sealed class EventTimeTests
{
    static readonly TimeSpan tick = TimeSpan.FromTicks(1);

    readonly StreamClock clock = new();
    readonly Subject<object> replies = new();

    Task<Serving> Start(Ticks ticks, HttpStreamOptions? streams = null, TimeSpan? unary = null) =>
        Serving.Start(Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Streams = streams ?? HttpStreamOptions.Default, Timeout = unary ?? 30.Seconds }, ticks.Service), Env.On(clock));

    [Fact]
    public async Task The_answer_begins_after_half_a_second_without_a_reply_and_a_comment_comes_every_15_seconds_of_silence()
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks);
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        clock.AdvanceBy(500.Milliseconds - tick);
        Assert.False(opening.IsCompleted);
        var began = clock.Waits;
        clock.AdvanceBy(tick);
        Assert.Equal(began + 1, clock.Waits);
        using var heard = await opening;
        await heard.Expect(":\n\n");

        clock.AdvanceBy(15.Seconds - tick);
        Assert.Equal(began + 1, clock.Waits);       // the timer has not rung
        clock.AdvanceBy(tick);
        await heard.Expect(":\n\n");
        clock.AdvanceBy(10.Seconds);
        replies.OnNext(1);
        await heard.Expect("event: message\ndata: 1\n\n");
        clock.AdvanceBy(15.Seconds - tick);         // counted from the reply
        replies.OnNext(2);
        await heard.Expect("event: message\ndata: 2\n\n");
        clock.AdvanceBy(15.Seconds);
        await heard.Expect(":\n\n");
        replies.OnCompleted();
        Assert.Equal("", await heard.Rest());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-1)]
    public async Task A_stream_that_begins_long_before_it_would_have_been_opened_has_its_first_comment_in_time(int openAfter)
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks, HttpStreamOptions.Default with { OpenAfter = openAfter < 0 ? Timeout.InfiniteTimeSpan : openAfter.Seconds });
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        clock.AdvanceBy(20.Seconds);
        Assert.False(opening.IsCompleted);
        replies.OnNext(1);
        using var heard = await opening;
        await heard.Expect("event: message\ndata: 1\n\n");
        clock.AdvanceBy(15.Seconds - tick);
        replies.OnNext(2);
        await heard.Expect("event: message\ndata: 2\n\n");
        clock.AdvanceBy(15.Seconds);
        await heard.Expect(":\n\n");
        replies.OnCompleted();
        Assert.Equal("", await heard.Rest());
    }

    [Fact]
    public async Task A_stream_that_has_begun_has_no_comment_before_its_silence_is_15_seconds_long()
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks);
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        replies.OnNext(1);
        using var heard = await opening;
        await heard.Expect("event: message\ndata: 1\n\n");
        clock.AdvanceBy(15.Seconds - tick);
        replies.OnNext(2);
        await heard.Expect("event: message\ndata: 2\n\n");
        clock.AdvanceBy(15.Seconds);
        await heard.Expect(":\n\n");
    }

    [Fact]
    public async Task A_failure_before_that_has_a_status_and_one_after_it_is_an_event()
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks);
        var late = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        clock.AdvanceBy(500.Milliseconds);
        using var open = await late;
        var early = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 2, "the call");
        clock.AdvanceBy(500.Milliseconds - tick);
        replies.OnError(new ErrorException(Error.NotFound("GONE", "it is gone")));
        Assert.Equal((HttpStatusCode.OK, ":\n\nevent: error\ndata: {\"code\":404,\"reason\":\"GONE\",\"message\":\"it is gone\",\"metadata\":{}}\n\n"), (open.Reply.StatusCode, await open.Rest()));
        using var refused = await early;
        Assert.Equal(HttpStatusCode.NotFound, refused.Reply.StatusCode);
    }

    [Fact]
    public async Task ST15_a_stream_on_which_nothing_happens_ends_at_its_idle_limit_and_the_deadline_of_a_unary_call_is_not_its_own()
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks, HttpStreamOptions.Default with { Heartbeat = Timeout.InfiniteTimeSpan, IdleTimeout = 5.Minutes }, unary: 10.Milliseconds);
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        clock.AdvanceBy(5.Minutes - tick);          // far beyond the 10 ms of a unary call
        replies.OnNext(1);
        using var heard = await opening;
        await heard.Expect(":\n\nevent: message\ndata: 1\n\n");
        clock.AdvanceBy(5.Minutes - tick);
        Assert.Equal(1, ticks.Open);
        clock.AdvanceBy(tick);
        Assert.Equal("event: error\ndata: {\"code\":504,\"reason\":\"STREAM_IDLE\",\"message\":\"the stream was ended, since no message had gone either way for too long\",\"metadata\":{}}\n\n", await heard.Rest());
        await Eventually.True(() => ticks.Open == 0, "the stream to be left");
    }

    [Fact]
    public async Task A_caller_that_says_how_long_it_waits_is_answered_by_then()
    {
        DateTimeOffset? due = null;
        var ticks = new Ticks((_, env) => { due = env.Deadline.MatchUnsafe(static due => due, static () => default(DateTimeOffset?)); return replies; });
        await using var server = await Start(ticks);
        var began = clock.Now;
        var opening = Listener.Open(server, "/ticks", ("grpc-timeout", "2S"));
        await Eventually.True(() => ticks.Entered == 1, "the call");
        Assert.Equal(began + 2.Seconds, due);
        clock.AdvanceBy(1.Seconds);
        using var heard = await opening;
        clock.AdvanceBy(1.Seconds - tick);
        Assert.Equal(1, ticks.Open);
        clock.AdvanceBy(tick);
        Assert.StartsWith(":\n\nevent: error\ndata: {\"code\":504,\"reason\":\"TIMED_OUT\"", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ST13_a_handler_sets_a_time_limit_to_its_stream_as_to_any_other()
    {
        var ticks = new Ticks((_, env) => replies.Timeout(3.Seconds, env.Scheduler));
        await using var server = await Start(ticks);
        var opening = Listener.Open(server, "/ticks");
        await Eventually.True(() => ticks.Entered == 1, "the call");
        replies.OnNext(1);
        using var heard = await opening;
        await heard.Expect("event: message\ndata: 1\n\n");
        clock.AdvanceBy(3.Seconds - tick);
        Assert.Equal(1, ticks.Open);
        clock.AdvanceBy(tick);
        Assert.StartsWith("event: error\ndata: {\"code\":504,\"reason\":\"TIMED_OUT\"", await heard.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_JSON_have_no_sign_of_life()
    {
        var ticks = new Ticks(replies);
        await using var server = await Start(ticks);
        var opening = Listener.Open(server, "/ticks", ("Accept", "application/x-ndjson"));
        await Eventually.True(() => ticks.Entered == 1, "the call");
        clock.AdvanceBy(500.Milliseconds);
        using var heard = await opening;
        clock.AdvanceBy(15.Seconds);
        replies.OnNext(1);
        replies.OnCompleted();
        Assert.Equal("1\n", await heard.Rest());
    }
}
