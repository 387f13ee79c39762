using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Point 25 of the protocol's checklist: when a call is sent again, and when never.</summary>
public sealed class GrpcClientRetryTests
{
    static readonly Schedule twice = Schedule.Spaced(10.Seconds) & Schedule.Recurs(2);

    static async Task Answer(RawStream stream)
    {
        await stream.Message();
        await stream.Headers();
        await stream.Send(new Greeting());
        await stream.Ok();
    }

    // Answers the first tries as told, and the next well.
    static Func<RawStream, Task> First(params Func<RawStream, Task>[] tries)
    {
        var count = 0;
        return stream => Interlocked.Increment(ref count) is var n && n <= tries.Length ? tries[n - 1](stream) : Answer(stream);
    }

    static Task Down(RawStream stream) => stream.Only(("grpc-status", "14"));

    static async Task<(Fin<Reply> End, IReadOnlyList<RawStream> Tries, TimeSpan At)> Run(Func<RawStream, Task> script, GrpcRetry? retry, params int[] waits)
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var server = new RawServer(script);
        await using var client = await Called.At(server, call => call with { Retry = retry }, Env.On(noted));
        var end = client.Asked();
        for (var i = 0; i < waits.Length; i++)
        {
            await noted.Until(waits[i].Milliseconds, i + 1);
            time.AdvanceBy((waits[i] - 1).Milliseconds);
            Assert.False(end.IsCompleted);
            time.AdvanceBy(1.Milliseconds);
        }

        return (await end, [.. server.Streams], time.Elapsed);
    }

    [Fact]
    public async Task Point_25_a_call_that_nothing_came_back_for_is_sent_again_after_the_wait_and_says_how_often_before()
    {
        var (end, tries, at) = await Run(First(Down, Down), new(twice), 10_000, 10_000);
        Assert.True(end.IsSucc);
        Assert.Equal(["", "1", "2"], tries.Select(static one => one["grpc-previous-rpc-attempts"]));
        Assert.Equal(20.Seconds, at);
    }

    [Fact]
    public async Task When_the_schedule_is_used_up_the_last_failure_is_told()
    {
        var (end, tries, _) = await Run(First(Down, Down, stream => stream.Only(("grpc-status", "14"), ("grpc-message", "last"))), new(twice), 10_000, 10_000);
        Assert.Equal("last", end.Error.Message);
        Assert.Equal(3, tries.Count);
    }

    [Fact]
    public async Task Without_a_schedule_nothing_is_sent_again() => Assert.Single((await Run(First(Down), null)).Tries);

    [Fact]
    public async Task What_is_not_to_be_tried_again_is_not() => Assert.Single((await Run(First(stream => stream.Only(("grpc-status", "5"))), new(twice))).Tries);

    [Fact]
    public async Task Point_25_reply_headers_commit_a_call()
    {
        var (end, tries, _) = await Run(
            First(async stream =>
            {
                await stream.Headers();
                await Down2(stream);
            }),
            new(twice));
        Assert.Equal(503, end.Error.Code);
        Assert.Single(tries);

        static Task Down2(RawStream stream) => stream.End(("grpc-status", "14"));
    }

    [Fact]
    public async Task The_server_may_say_how_long_to_wait()
    {
        var (end, tries, at) = await Run(First(stream => stream.Only(("grpc-status", "14"), ("grpc-retry-pushback-ms", "1234"))), new(twice), 1234);
        Assert.True(end.IsSucc);
        Assert.Equal(2, tries.Count);
        Assert.Equal(1234.Milliseconds, at);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task Point_25_the_server_may_say_not_to_try_again(string pushback)
    {
        var (end, tries, _) = await Run(First(stream => stream.Only(("grpc-status", "14"), ("grpc-retry-pushback-ms", pushback))), new(twice));
        Assert.Equal(503, end.Error.Code);
        Assert.Single(tries);
    }

    [Fact]
    public async Task A_refused_stream_is_sent_again_at_once_though_nothing_is_set_and_does_not_count()
    {
        var (end, tries, _) = await Run(First(static stream => stream.Abort(7)), null);
        Assert.True(end.IsSucc);
        Assert.Equal(["", ""], tries.Select(static one => one["grpc-previous-rpc-attempts"]));
    }

    [Fact]
    public async Task A_stream_that_is_always_refused_is_unavailable_in_the_end()
    {
        var (end, tries, _) = await Run(static stream => stream.Abort(7), null);
        Assert.Equal((503, "UNAVAILABLE"), (end.Error.Code, end.Error.Reason));
        Assert.InRange(tries.Count, 2, 8);
    }

    [Fact]
    public async Task Point_25_the_deadline_spans_all_tries()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var server = new RawServer(Down);
        await using var client = await Called.At(server, static call => call with { Retry = new(Schedule.Spaced(10.Seconds)), Timeout = 15.Seconds }, Env.On(noted));
        var end = client.Asked();
        await noted.Until(10.Seconds);
        time.AdvanceBy(10.Seconds);
        await noted.Until(10.Seconds, 2);
        time.AdvanceBy(5.Seconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
        Assert.Equal(["15000000u", "5000000u"], server.Streams.Select(static one => one["grpc-timeout"]));
    }

    [Fact]
    public async Task A_server_stream_is_tried_again_while_nothing_came_back()
    {
        await using var server = new RawServer(First(Down));
        await using var client = await Called.At(server, static call => call with { Retry = new(Schedule.Recurs(1)) });
        Assert.Single((await client.All(Called.Replies, Observable.Return(new Ask()))).Value);
        Assert.Equal(2, server.Streams.Count);
    }

    [Fact]
    public async Task A_stream_of_requests_is_not_sent_twice()
    {
        await using var server = new RawServer(First(static async stream =>
        {
            await stream.Message();
            await Down(stream);
        }));
        await using var client = await Called.At(server, static call => call with { Retry = new(Schedule.Recurs(1)) });
        Assert.Equal(503, (await client.All(Called.Bidi, Observable.Return(new Ask()))).Error.Code);
        Assert.Single(server.Streams);
    }

    [Theory]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("429")]
    public async Task What_a_proxy_answers_in_place_of_the_server_is_tried_again(string status)
    {
        var (end, tries, _) = await Run(First(stream => stream.Connection.Frame(1, 5, stream.Id, RawHpack.Write((":status", status), ("content-type", "text/html")))), new(Schedule.Recurs(1)));
        Assert.True(end.IsSucc);
        Assert.Equal(2, tries.Count);
    }

    [Fact]
    public async Task The_trailers_of_the_last_try_are_there_for_who_looks()
    {
        await using var server = new RawServer(static stream => stream.Only(("grpc-status", "14"), ("try", stream["grpc-previous-rpc-attempts"])));
        await using var client = await Called.At(server, static call => call with { Retry = new(Schedule.Recurs(2)) });
        var fields = new ReplyFields();
        Assert.True((await client.Asked(client.Env.With(ReplyFields.Key, fields))).IsFail);
        Assert.Equal(Headers.Empty.Add("try", "2"), (await fields.Trailers.SingleEff().RunAsync(Env.System)).Value);
    }

    [Fact]
    public async Task A_stream_of_requests_that_is_refused_after_a_message_was_asked_for_is_unavailable_and_its_source_is_asked_once()
    {
        var asked = 0;
        await using var server = new RawServer(First(static async stream =>
        {
            await stream.Message();
            await stream.Abort(7);
        }));
        await using var client = await Called.At(server);
        var source = Observable.Defer(() =>
        {
            Interlocked.Increment(ref asked);
            return Observable.Return(new Ask()).Concat(Observable.Never<Ask>());
        });
        var error = (await client.All(Called.Bidi, source)).Error;
        Assert.Equal((503, "UNAVAILABLE"), (error.Code, error.Reason));
        Assert.Equal(1, asked);
    }
}
