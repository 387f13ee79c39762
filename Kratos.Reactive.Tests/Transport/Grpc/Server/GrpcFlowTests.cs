using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Flow control reaches the application both ways, and what a message may be is bounded: point 23, P1, P2.</summary>
public sealed class GrpcFlowTests
{
    const int Capacity = 16;
    const int Million = 1_000_000;

    static readonly GrpcOptions options = GrpcOptions.Default with { Backpressure = new(Capacity, Overflow.Wait) };
    static readonly string kilobyte = new('a', 1024);

    [Fact]
    public async Task Point_23_a_million_replies_to_a_caller_that_reads_slowly_wait_in_the_source()
    {
        var given = 0;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Observable.Range(0, Million, env.Scheduler).Do(_ => Interlocked.Increment(ref given)).Select(n => new GreetReply { Message = kilobyte }),
        }, options: options);
        var peer = await server.Connect(generous: false);
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfReplies));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        // All the credit that a connection has is used up, and then the source stands still.
        var came = 0;
        while (came < 65_535)
            if (await peer.Read(stream) is { Type: FrameType.Data } frame) came += frame.Payload.Length;
        await Eventually.Still(() => given);
        Assert.InRange(given, 64, 64 + Capacity + 200);     // what the network took, what Kestrel holds (64 KiB), what is written (32 KiB), what waits
        var before = given;
        await peer.Credit(0, 1024 * 1024);
        await peer.Credit(stream, 1024 * 1024);
        await Eventually.True(() => given >= before + 900, "the source to go on");
        await Eventually.Still(() => given);
        Assert.InRange(given, before + 900, before + 1200);
        await peer.Reset(stream);
    }

    [Fact]
    public async Task Point_23_a_caller_that_sends_fast_to_a_slow_handler_is_held_back()
    {
        using var gate = new SemaphoreSlim(0);
        var (entered, done) = (0, 0);
        Eff<Unit> Slow(object _) => liftEff(async env =>
        {
            Interlocked.Increment(ref entered);
            await gate.WaitAsync(env.Token);
            Interlocked.Increment(ref done);
        });
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfGreetings = requests => envEff.Bind(env => requests.SelectEff(Slow, env, waiting: new(Capacity, Overflow.Wait)).Count().Select(n => new GreetReply { Message = $"{n}" }).SingleEff()),
        }, options: options);
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfGreetings));
        const int count = 600;      // within the window that the server gives from the start
        var frame = GrpcRun.Ask(kilobyte);
        await Eventually.True(() => peer.Seen(0) is { Type: FrameType.Settings }, "the connection to be up");
        for (var i = 0; i < count; i++) await peer.Data(stream, frame);
        await Eventually.True(() => Volatile.Read(ref entered) == 1, "the first to be handled");
        await Eventually.Still(() => entered);
        Assert.Equal((1, 0), (entered, done));
        Assert.Null(peer.Seen(stream));     // no credit for what nobody took
        gate.Release(count);
        await peer.Data(stream, [], end: true);
        RawFrame last;
        var frames = new List<RawFrame>();
        do frames.Add(last = await peer.Read(stream));
        while (!last.Ends);
        var answer = new RawAnswer([.. frames.Where(one => one.Type != FrameType.WindowUpdate)]);
        Assert.Equal($"{count}", Assert.Single(answer.Messages<GreetReply>()).Message);
        Assert.Equal(count, done);
    }

    [Fact]
    public async Task P1_a_silent_stream_has_no_least_rate_and_fields_have_room()
    {
        Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerLimits? limits = null;
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Kestrel = kestrel => limits = kestrel.Limits, MaxMetadata = 100_000, MaxStreams = 77 });
        Assert.Null(limits!.MinRequestBodyDataRate);
        Assert.Null(limits.MinResponseDataRate);
        Assert.Null(limits.MaxRequestBodySize);
        Assert.Equal((77, 465_536, 465_536), (limits.Http2.MaxStreamsPerConnection, limits.MaxRequestHeadersTotalSize, limits.Http2.MaxRequestHeaderFieldSize));
        Assert.Equal((1.Minutes, 20.Seconds, 5.Minutes), (limits.Http2.KeepAlivePingDelay, limits.Http2.KeepAlivePingTimeout, limits.KeepAliveTimeout));
    }

    [Fact]
    public async Task P2_a_stream_of_40_MiB_passes_and_holds_no_more_than_a_window()
    {
        long bytes = 0;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfGreetings = requests => requests.Do(request => bytes += request.Name.Length).Count().Select(n => new GreetReply { Message = $"{n}" }).SingleEff(),
        });
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfGreetings));
        var credit = new RawCredit(peer, stream);
        await credit.Begin();
        var frame = GrpcRun.Ask(new string('a', 1024 * 1024));
        for (var i = 0; i < 40; i++) await credit.Send(frame);
        await peer.Data(stream, [], end: true);
        var answer = await credit.Answer();
        Assert.Equal("40", Assert.Single(answer.Messages<GreetReply>()).Message);
        Assert.Equal(40L * 1024 * 1024, bytes);
    }

    [Fact]
    public async Task P2_a_message_above_the_limit_is_refused_while_it_still_comes_and_the_connection_lives()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, [0, 0, 0x40, 0, 1, 1, 2, 3]);
        var answer = await peer.Answer(stream);
        Assert.Equal(("Headers!", GrpcCode.ResourceExhausted, "a message is larger than 4194304 bytes"), (answer.Shape, answer.Status, answer.Message));
        await peer.ReadUntil(stream, FrameType.RstStream);
        stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(stream)).Status);
    }

    [Fact]
    public async Task A_reply_above_the_limit_is_exhausted()
    {
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { MaxSend = 10 });
        Assert.Equal(("Headers!", GrpcCode.ResourceExhausted), await server.Call(GrpcRun.SayHello, GrpcRun.Ask("somebody")) is var unary ? (unary.Shape, unary.Status) : default);
        var stream = await server.Call(GrpcRun.BidiHello, [.. GrpcRun.Ask(""), .. GrpcRun.Ask("somebody")]);
        Assert.Equal(("Headers Data Headers!", GrpcCode.ResourceExhausted), (stream.Shape, stream.Status));
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_that_its_caller_does_not_read()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Observable.Range(0, Million, env.Scheduler).Select(n => new GreetReply { Message = kilobyte }),
        });
        var peer = await server.Connect(generous: false);
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfReplies, ("grpc-timeout", "300m")));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        Assert.Equal(8, (await peer.ReadUntil(stream, FrameType.RstStream)).Number);
    }
}
