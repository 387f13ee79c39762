using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>How a server stops, and how a call is left: points 16 and 18, P4, P9 and P10.</summary>
public sealed class GrpcStopTests
{
    static readonly string[] streams = [GrpcRun.LotsOfReplies, GrpcRun.LotsOfGreetings, GrpcRun.BidiHello];

    public static TheoryData<string> Streams { get; } = [.. streams];

    public static TheoryData<string> All { get; } = [GrpcRun.SayHello, .. streams];

    readonly Ends ends = new();

    /// <summary>A greeter that goes on for ever, and how each of its calls ended.</summary>
    sealed class Ends
    {
        readonly System.Collections.Concurrent.ConcurrentQueue<Error?> seen = new();
        int entered;

        internal IReadOnlyList<Error?> Seen => [.. seen];

        internal int Entered => Volatile.Read(ref entered);

        internal Middleware Watch => next => request => (liftEff(() => { Interlocked.Increment(ref entered); }) >> next(request)).Finally(end => liftEff(() => seen.Enqueue(end.IsFail ? end.Error : null)));

        internal Service Endless { get; } = new Helloworld.V1.GreeterService
        {
            SayHello = _ => yieldFor(Timeout.InfiniteTimeSpan).Map(_ => new GreetReply()),
            LotsOfReplies = (_, _) => Observable.Never<GreetReply>(),
            LotsOfGreetings = requests => requests.Concat(Observable.Never<Helloworld.V1.HelloRequest>()).LastEff().Map(_ => new GreetReply()),
            BidiHello = (requests, _) => requests.Select(request => GrpcRun.Hello(request.Name)).Concat(Observable.Never<GreetReply>()),
        }.ToService();

        internal Service Service => Endless.With(Watch);
    }

    async Task<int> Enter(RawPeer peer, string path, bool end = false)
    {
        var before = ends.Entered;
        var stream = await peer.Open(RawPeer.Call(path));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end);
        await Eventually.True(() => ends.Entered == before + 1, "the call to be entered");
        return stream;
    }

    [Theory, MemberData(nameof(All))]
    public async Task Point_16_a_reset_by_the_caller_reaches_the_handler(string path)
    {
        await using var server = await GrpcRun.Start([ends.Service]);
        var peer = await server.Connect();
        await peer.Reset(await Enter(peer, path, end: true));
        await Eventually.True(() => ends.Seen.Count == 1, "the handler to be told");
        Assert.Equal(Error.Cancelled, ends.Seen[0]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task P4_a_reset_while_the_caller_sends_is_a_cancellation_and_no_failure(string path)
    {
        await using var server = await GrpcRun.Start([ends.Service]);
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(path));
        await peer.Data(stream, GrpcRun.Ask("Ada")[..^1]);     // in the middle of a message
        await Eventually.True(() => ends.Entered == 1, "the call to be entered");
        await peer.Reset(stream);
        await Eventually.True(() => ends.Seen.Count == 1, "the handler to be told");
        Assert.Equal(Error.Cancelled, ends.Seen[0]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_connection_that_is_lost_is_a_cancellation(string path)
    {
        await using var server = await GrpcRun.Start([ends.Service]);
        var peer = await server.Connect();
        await Enter(peer, path);
        await peer.DisposeAsync();
        await Eventually.True(() => ends.Seen.Count == 1, "the handler to be told");
        Assert.Equal(Error.Cancelled, ends.Seen[0]);
    }

    [Fact]
    public async Task P9_a_thousand_calls_that_are_reset_leave_nothing_behind()
    {
        await using var server = await GrpcRun.Start([ends.Service]);
        for (var connection = 0; connection < 10; connection++)
        {
            var peer = await server.Connect();
            for (var i = 0; i < 100; i++)
            {
                var stream = await peer.Open(RawPeer.Call(streams[i % streams.Length]));
                await peer.Data(stream, GrpcRun.Ask("Ada"));
                await peer.Reset(stream);
            }
        }

        await Eventually.True(() => ends.Seen.Count == ends.Entered, "every handler to be told");
        Assert.All(ends.Seen, error => Assert.Equal(Error.Cancelled, error));
        var last = await server.Connect();
        var alive = await last.Open(RawPeer.Call(GrpcRun.BidiHello));
        await last.Data(alive, GrpcRun.Ask("Ada"));
        Assert.Equal(GrpcRun.Ask("Hello Ada"), (await last.ReadUntil(alive, FrameType.Data)).Payload);     // the two messages look alike
    }

    // Where a thousand may be open, the connection takes all of them; where ten may, it has too many to be reset in turn, and Kestrel closes it.
    [Theory]
    [InlineData(1000, true)]
    [InlineData(10, false)]
    public async Task P9_a_thousand_calls_that_are_opened_and_reset_on_one_connection_harm_nobody_else(int most, bool lives)
    {
        var log = new CapturedLog();
        using var loggers = Microsoft.Extensions.Logging.LoggerFactory.Create(builder => builder.Services.Add(
            Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<Microsoft.Extensions.Logging.ILoggerProvider>(log)));
        await using var server = await GrpcRun.Start([ends.Service], options: GrpcOptions.Default with { MaxStreams = most, Loggers = loggers });
        var other = await server.Connect();
        var stream = await Enter(other, GrpcRun.BidiHello);
        var peer = await server.Connect();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                var one = await peer.Open(RawPeer.Call(streams[i % streams.Length]));
                await peer.Data(one, GrpcRun.Ask("Ada"));
                await peer.Reset(one);
            }
        }
        catch (IOException) when (!lives)
        {
            // closed in the middle of that
        }

        if (lives) Assert.Equal(GrpcRun.Ask("Hello Ada"), await Echo(peer, await peer.Open(RawPeer.Call(GrpcRun.BidiHello))));
        else await peer.Closed;

        Assert.Equal(GrpcRun.Ask("Hello Ada"), (await other.ReadUntil(stream, FrameType.Data)).Payload);
        Assert.Equal(GrpcRun.Ask("Hello Ada"), await Echo(other, await other.Open(RawPeer.Call(GrpcRun.BidiHello))));
        await Eventually.True(() => ends.Seen.Count == ends.Entered - (lives ? 3 : 2), "every handler but those of the open calls to be told");
        Assert.All(ends.Seen, error => Assert.Equal(Error.Cancelled, error));
        // Kestrel tells of the connection that it closes; of a failure nobody.
        Assert.Equal([], log.Lines.Where(line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error && (lives || !line.Text.Contains(" exceeded the output ", StringComparison.Ordinal))));
    }

    static async Task<byte[]> Echo(RawPeer peer, int stream)
    {
        await peer.Data(stream, GrpcRun.Ask("Ada"));
        return (await peer.ReadUntil(stream, FrameType.Data)).Payload;      // the two messages look alike
    }

    [Fact]
    public async Task Point_18_a_stop_sends_GOAWAY_lets_what_is_open_end_and_takes_no_more()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await GrpcRun.Start([(GrpcRun.Greeter with { SayHello = request => liftEff(async env => { await open.Task.WaitAsync(env.Token); return GrpcRun.Hello(request.Name); }) }).ToService().With(ends.Watch)]);
        var peer = await server.Connect();
        var stream = await Enter(peer, GrpcRun.SayHello, end: true);
        var release = server.Release();
        await peer.ReadUntil(0, FrameType.GoAway);
        Assert.False(release.IsCompleted);
        open.SetResult();
        Assert.Equal([GrpcRun.Hello("Ada")], (await peer.Answer(stream)).Messages<GreetReply>());
        Assert.True((await release).IsSucc);
        await peer.Closed;
    }

    [Theory, MemberData(nameof(Streams))]
    public async Task P10_a_stream_is_told_that_the_server_stops_and_may_end_well(string path)
    {
        var told = 0;
        Eff<Call> Told(Call call) => liftEff(() => { call.Stopping.UnsafeRegister(_ => told++, null); return call; });
        IObservable<GreetReply> UntilStop(Env env) => currentCall.Bind(Told).ToObservable(env).SelectMany(call => Observable.Never<GreetReply>().UntilCancelled(call.Stopping));
        await using var server = await GrpcRun.Start([new Helloworld.V1.GreeterService
        {
            SayHello = _ => SuccessEff(new GreetReply()),
            LotsOfReplies = (_, env) => UntilStop(env),
            LotsOfGreetings = _ => envEff.Bind(env => UntilStop(env).Append(GrpcRun.Hello("all")).LastEff()),
            BidiHello = (_, env) => UntilStop(env),
        }.ToService().With(ends.Watch)]);
        var peer = await server.Connect();
        var stream = await Enter(peer, path, end: true);
        Assert.Equal(0, told);
        var release = server.Release();
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(stream)).Status);
        Assert.True((await release).IsSucc);
        Assert.Equal([null], ends.Seen);
        Assert.Equal(1, told);
    }

    [Theory, MemberData(nameof(All))]
    public async Task P10_what_does_not_end_in_time_is_ended_with_UNAVAILABLE_and_its_handler_is_told(string path)
    {
        using var now = new CancellationTokenSource();
        await using var server = await GrpcRun.Start([ends.Service]);
        var peer = await server.Connect();
        var stream = await Enter(peer, path, end: true);
        var release = server.ReleaseUntil(now.Token);
        await peer.ReadUntil(0, FrameType.GoAway);
        Assert.False(release.IsCompleted);
        await now.CancelAsync();
        var answer = await peer.Answer(stream);
        Assert.Equal((GrpcCode.Unavailable, "SERVER_STOPPED"), (answer.Status, answer.Error!.Reason));
        Assert.True((await release).IsSucc);
        await Eventually.True(() => ends.Seen.Count == 1, "the handler to be told");
        Assert.Equal(Error.Cancelled, ends.Seen[0]);
    }

    // Holds its thread until it is told.
    static Service Busy => (GrpcRun.Greeter with { SayHello = _ => liftEff<GreetReply>(env => env.Token.WaitHandle.WaitOne(1.Minutes) ? Error.Cancelled : GrpcRun.Hello("never told")) }).ToService();

    [Fact]
    public async Task Point_16_a_reset_by_the_caller_reaches_a_handler_that_never_waits()
    {
        await using var server = await GrpcRun.Start([Busy.With(ends.Watch >> Deadline(1.Hours))]);
        var peer = await server.Connect();
        await peer.Reset(await Enter(peer, GrpcRun.SayHello, end: true));
        await Eventually.True(() => ends.Seen.Count == 1, "the handler to be told");
        Assert.Equal(Error.Cancelled, ends.Seen[0]);
    }

    [Fact]
    public async Task P10_a_handler_that_never_waits_is_told_at_the_end_of_the_time_for_stopping()
    {
        using var now = new CancellationTokenSource();
        await using var server = await GrpcRun.Start([Busy.With(ends.Watch)]);
        var peer = await server.Connect();
        var stream = await Enter(peer, GrpcRun.SayHello, end: true);
        var release = server.ReleaseUntil(now.Token);
        await peer.ReadUntil(0, FrameType.GoAway);
        await now.CancelAsync();
        var answer = await peer.Answer(stream);
        Assert.Equal((GrpcCode.Unavailable, "SERVER_STOPPED"), (answer.Status, answer.Error!.Reason));
        Assert.True((await release).IsSucc);
    }

    [Fact]
    public async Task P10_an_app_that_stops_tells_its_streams_waits_and_cuts_them_at_its_StopTimeout()
    {
        using var stop = new System.Reactive.Subjects.Subject<Unit>();
        var seen = new System.Collections.Concurrent.ConcurrentQueue<Lifecycle>();
        var stopping = false;
        Middleware told = next => request => currentCall.Bind(call =>
        {
            call.Stopping.UnsafeRegister(_ => Volatile.Write(ref stopping, true), null);
            return next(request);
        });
        var health = Health.Of(ends.Endless);
        var app = new App("shop", "v1") { Servers = [Server.Grpc("http://127.0.0.1:0", ends.Endless.With(told).With(ends.Watch), health.Service)], StopTimeout = 500.Milliseconds }.With(health.In);
        var end = app.Run(stop, Env.System).Do(seen.Enqueue).LastEff().RunAsync(Env.System).AsTask();
        await Eventually.True(() => seen.OfType<Lifecycle.Started>().Any(), "the app to start");
        await using var peer = await RawPeer.Connect(seen.OfType<Lifecycle.Bound>().Single().Endpoints[0]);
        var stream = await Enter(peer, GrpcRun.BidiHello);
        var watch = await peer.Open(RawPeer.Call("/grpc.health.v1.Health/Watch"));
        await peer.Data(watch, RawAnswer.Frame([]), end: true);
        Assert.Equal("0000000002" + "0801", Convert.ToHexString((await peer.ReadUntil(watch, FrameType.Data)).Payload));     // SERVING
        var clock = System.Diagnostics.Stopwatch.StartNew();
        stop.OnNext(Unit.Default);
        Assert.Equal("0000000002" + "0802", Convert.ToHexString((await peer.ReadUntil(watch, FrameType.Data)).Payload));     // NOT_SERVING
        await Eventually.True(() => Volatile.Read(ref stopping), "the stream to be told");
        while (await peer.Read(stream) is { Ends: false } frame) Assert.NotEqual(FrameType.RstStream, frame.Type);
        Assert.InRange(clock.Elapsed, 490.Milliseconds, 1.Minutes);
        await end;
        Assert.Equal([Error.Cancelled], ends.Seen);
        Assert.IsType<Lifecycle.Stopped>(seen.Last());
    }

    [Fact]
    public async Task Point_19_a_ping_is_answered()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        await peer.Send(FrameType.Ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]);
        var pong = await peer.ReadUntil(0, FrameType.Ping);
        Assert.Equal((1, "0102030405060708"), (pong.Flags, Convert.ToHexString(pong.Payload)));
    }
}
