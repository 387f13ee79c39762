using System.Collections.Concurrent;
using System.Reactive.Subjects;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Streams on the wire: room in both directions, and every way to end.</summary>
public sealed class GrpcClientStreamTests
{
    static IObservable<Ask> One => Observable.Return(new Ask());

    static async Task Echo(RawStream stream)
    {
        await stream.Headers(("a", "1"));
        while (await stream.Message() is { } message) await stream.Data(RawStream.Framed(message));
        await stream.End(("grpc-status", "0"), ("b", "2"));
    }

    [Fact]
    public async Task P15_a_duplex_call_talks_both_ways_though_the_headers_come_only_after_the_first_message()
    {
        await using var server = new RawServer(async stream =>
        {
            var first = await stream.Message();
            await stream.Headers();
            await stream.Data(RawStream.Framed(first!));
            await Echo2(stream);
        });
        await using var client = await Called.At(server);
        using var asked = new ReplaySubject<Ask>();
        var seen = new List<string>();
        asked.OnNext(new Ask { Name = "1" });
        var end = client.Stream(Called.Bidi, asked).Do(reply =>
        {
            lock (seen) seen.Add(reply.Message);
            if (seen.Count < 3) asked.OnNext(new Ask { Name = $"{seen.Count + 1}" });
            else asked.OnCompleted();
        }).EndEff().RunAsync(Env.System);
        (await end).ThrowIfFail();
        Assert.Equal(["1", "2", "3"], seen);

        static async Task Echo2(RawStream stream)
        {
            while (await stream.Message() is { } message) await stream.Data(RawStream.Framed(message));
            await stream.Ok();
        }
    }

    [Fact]
    public async Task P15_and_P16_each_message_goes_out_when_it_is_there_and_the_end_too()
    {
        var came = new ConcurrentQueue<string>();
        await using var server = new RawServer(async stream =>
        {
            while (await stream.Message() is { } message) came.Enqueue(Ask.Parser.ParseFrom(message).Name);
            came.Enqueue("the end");
            await stream.Headers();
            await stream.Ok();
        });
        await using var client = await Called.At(server);
        using var asked = new Subject<Ask>();
        var end = client.All(Called.Bidi, asked);
        await Eventually.True(() => asked.HasObservers, "the source to be asked");
        asked.OnNext(new Ask { Name = "1" });
        Assert.Equal("1", await Eventually.Dequeue(came));
        asked.OnNext(new Ask { Name = "2" });
        Assert.Equal("2", await Eventually.Dequeue(came));
        asked.OnCompleted();
        Assert.Equal("the end", await Eventually.Dequeue(came));
        Assert.Empty((await end).Value);
    }

    [Fact]
    public async Task The_header_fields_of_a_stream_are_there_before_its_first_message_and_the_trailers_at_its_end()
    {
        using var go = new SemaphoreSlim(0);
        await using var server = new RawServer(async stream =>
        {
            await stream.Headers(("a", "1"));
            await go.WaitAsync(stream.Gone);
            await stream.End(("grpc-status", "0"), ("b", "2"));
        });
        await using var client = await Called.At(server);
        var fields = new ReplyFields();
        var end = client.All(Called.Replies, One, client.Env.With(ReplyFields.Key, fields));
        Assert.Equal(Headers.Empty.Add("a", "1"), (await fields.Headers.SingleEff().RunAsync(Env.System)).Value);
        Assert.False(end.IsCompleted);
        go.Release();
        Assert.Empty((await end).Value);
        Assert.Equal(Headers.Empty.Add("b", "2"), (await fields.Trailers.SingleEff().RunAsync(Env.System)).Value);
    }

    [Fact]
    public async Task A_consumer_that_is_slow_holds_the_server_back_to_one_window()
    {
        const int Each = 1024;
        var sent = 0;
        await using var server = new RawServer(async stream =>
        {
            await stream.Message();
            await stream.Headers();
            var message = RawStream.Framed([10, 0x80 | (Each - 8 & 0x7f), (Each - 8) >> 7, .. new byte[Each - 8]]);
            Assert.Equal(Each, message.Length);
            while (true)
            {
                await stream.Data(message);
                Interlocked.Increment(ref sent);
            }
        });
        await using var client = await Called.At(server);
        using var first = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        var taken = 0;
        using var reading = client.Stream(Called.Replies, One).Subscribe(_ =>
        {
            Interlocked.Increment(ref taken);
            first.Release();
            go.Wait();
        });
        try
        {
            await first.WaitAsync(TestContext.Current.CancellationToken);
            await Eventually.True(() => Volatile.Read(ref sent) >= 48, "the window to fill");
            await Eventually.Still(() => Volatile.Read(ref sent));
            Assert.Equal(1, taken);
            Assert.InRange(sent, 48, 2 * 64 + 32);      // the window of 65,535 bytes, which may have been doubled, and what was read ahead of it
            reading.Dispose();
        }
        finally
        {
            go.Set();       // a thread of the pool waits for it
        }

        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task A_server_that_is_slow_holds_the_source_back_to_its_window_and_the_messages_that_may_wait()
    {
        const int Each = 1019;      // 1,024 bytes as a message, 1,027 with its header: 64 of them fill the window
        var (made, stop) = (0, false);
        await using var server = new RawServer(static async stream => await stream.WasCut()) { GivesCredit = false };
        await using var client = await Called.At(server.Address, GrpcClientOptions.Default with { Requests = new(16, Overflow.Wait) });
        var source = Observable.Create<Ask>(observer =>
        {
            while (!Volatile.Read(ref stop))
            {
                Interlocked.Increment(ref made);
                observer.OnNext(new Ask { Name = new string('a', Each) });
            }

            return Disposable.Empty;
        });
        var call = client.Stream(Called.Greetings, source).Subscribe(static _ => { }, static _ => { });
        await Eventually.True(() => Volatile.Read(ref made) >= 64, "the window to fill");
        await Eventually.Still(() => Volatile.Read(ref made));
        Volatile.Write(ref stop, true);
        Assert.InRange(made, 64, 64 + 16 + 16 + 1);      // in the window, in the batch that is being written, waiting, in the hand of the source
        call.Dispose();
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task An_end_by_the_server_stops_the_request_side()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Message();
            await stream.Headers();
            await stream.End(("grpc-status", "9"), ("grpc-message", "enough"));
        });
        await using var client = await Called.At(server);
        using var asked = new ReplaySubject<Ask>();
        asked.OnNext(new Ask());
        Assert.Equal(new Error(412, "FAILED_PRECONDITION", "enough"), (await client.All(Called.Bidi, asked)).Error);
        await Eventually.True(() => !asked.HasObservers, "the source to be left");
        await Assert.Single(server.Streams).WasCut();
    }

    [Fact]
    public async Task P19_dispose_resets_the_call_and_leaves_the_source()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Headers();
            await stream.Send(new Greeting());
        });
        await using var client = await Called.At(server);
        using var asked = new Subject<Ask>();
        using var came = new SemaphoreSlim(0);
        var call = client.Stream(Called.Bidi, asked).Subscribe(_ => came.Release());
        await came.WaitAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => asked.HasObservers, "the source to be asked");
        call.Dispose();
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
        await Eventually.True(() => !asked.HasObservers, "the source to be left");
    }

    [Fact]
    public async Task Point_16_the_callers_token_ends_a_stream_as_cancelled_and_resets_it()
    {
        await using var server = new RawServer(static stream => stream.Headers());
        await using var client = await Called.At(server);
        using var left = new CancellationTokenSource();
        var end = client.All(Called.Replies, One, client.Env.With(left.Token));
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await left.CancelAsync();
        Assert.True((await end).Error.Is(Error.Cancelled));
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task A_source_that_fails_ends_the_call_in_its_own_failure()
    {
        var own = Error.Conflict("MINE", "mine");
        await using var server = new RawServer(static stream => stream.Headers());
        await using var client = await Called.At(server);
        Assert.Equal(own, (await client.All(Called.Bidi, One.Concat(Observable.Throw<Ask>(new ErrorException(own))))).Error);
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task A_source_that_pushes_more_than_may_wait_fails_the_call()
    {
        await using var server = new RawServer(static async stream => await stream.WasCut()) { GivesCredit = false };
        await using var client = await Called.At(server.Address, GrpcClientOptions.Default with { Requests = new(4, Overflow.Fail) });
        using var asked = new Subject<Ask>();
        var end = client.All(Called.Greetings, asked);
        await Eventually.True(() => asked.HasObservers, "the source to be asked");
        for (var i = 0; i < 100 && asked.HasObservers; i++) asked.OnNext(new Ask { Name = new string('a', 20_000) });
        Assert.False(asked.HasObservers);
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        var stream = Assert.Single(server.Streams);
        foreach (var window in (int[])[0, stream.Id]) await stream.Connection.Frame(8, 0, window, RawConnection.Number(1_000_000));      // what waits is given first
        Assert.Equal("STREAM_OVERFLOW", (await end).Error.Reason);
    }

    [Theory]
    [InlineData(0, "MESSAGE_MISSING")]
    [InlineData(2, "MESSAGE_NOT_SINGLE")]
    public async Task A_server_stream_takes_one_message(int messages, string reason)
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server);
        Assert.Equal(reason, (await client.All(Called.Replies, Enumerable.Repeat(new Ask(), messages).ToObservable())).Error.Reason);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task A_stream_of_none_is_none()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server);
        Assert.Empty((await client.All(Called.Bidi, Observable.Empty<Ask>())).Value);
    }

    [Fact]
    public async Task Each_subscription_calls_anew()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server);
        var stream = client.Stream(Called.Bidi, Observable.Range(1, 300).Select(static i => new Ask { Name = $"{i}" })).Select(static reply => reply.Message).ToList();
        Assert.Equal(Enumerable.Range(1, 300).Select(static i => $"{i}"), (await stream.SingleEff().RunAsync(Env.System)).Value);
        Assert.Equal(300, (await stream.SingleEff().RunAsync(Env.System)).Value.Count);
        Assert.Equal(2, server.Streams.Count);
    }

    [Fact]
    public async Task Middleware_of_a_client_goes_around_the_whole_stream_and_its_headers_reach_the_wire()
    {
        await using var server = new RawServer(Echo);
        await using var client = await Called.At(server);
        Middleware stamped = next => request => next(request with { Headers = request.Headers.Add("stamp", "1") });
        (await client.Client.With(stamped).Duplex<Ask, Greeting>(Called.Bidi)(One, Env.System).ToList().SingleEff().RunAsync(Env.System)).ThrowIfFail();
        Assert.Equal("1", Assert.Single(server.Streams)["stamp"]);
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_at_its_instant_and_resets_it()
    {
        var time = new VirtualTime();
        await using var server = new RawServer(static stream => stream.Headers());
        await using var client = await Called.At(server, env: time.Env);
        var env = time.Env.WithDeadline(DateTimeOffset.UnixEpoch + 7.Seconds);
        var end = client.Stream(Called.Replies, One, env).ToList().SingleEff().RunAsync(env).AsTask();
        await time.AdvanceByAsync(1.Milliseconds);      // the subscription calls, and asks for its one message
        await Eventually.True(() => !server.Streams.IsEmpty, "a stream");
        await time.AdvanceToAsync(DateTimeOffset.UnixEpoch + 6_999.Milliseconds);
        Assert.False(end.IsCompleted);
        await time.AdvanceByAsync(1.Milliseconds);
        Assert.Equal(Error.TimedOut, (await end.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Error);
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }
}
