using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>What is left of calls that are over, of our client and of our server. It looks at the whole process, so nothing runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class GrpcLeakTests(ITestOutputHelper output)
{
    const int AtOnce = 100;
    const int Mebibyte = 1024 * 1024;

    readonly Tally served = new();
    readonly Tally called = new();

    [Fact]
    public async Task Ten_thousand_calls_and_ten_thousand_streams_that_are_left_leave_no_handle_no_timer_no_work_and_no_memory()
    {
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(served.Watch)]);
        await using var client = await Called.At($"http://{server.Uri.Authority}");
        var greeter = GreeterService.Over(new Client(called.Watch >> client.Client.Call, called.Watch >> client.Client.Stream));
        await Waves(greeter, 10);       // until pools and code are as they stay
        var before = await Rest.Of();
        await Waves(greeter, 100);
        await Eventually.True(() => (served.Open, called.Open) == (0, 0), "all calls to be over at both ends");
        var after = await Rest.Of();
        output.WriteLine($"before {before}, after {after}; still there: {served.Alive} of {served.Count} served, {called.Alive} of {called.Count} called");
        Assert.Equal((2 * 110 * AtOnce, 2 * 110 * AtOnce), (served.Count, called.Count));
        Assert.InRange(after.Open, 0, before.Open + 2);
        Assert.InRange(after.Timers, 0, before.Timers + 5);
        Assert.InRange(after.Memory - before.Memory, long.MinValue, 8 * Mebibyte);     // pools grow while the machine is busy; a kilobyte kept of each call would be twenty
        Assert.InRange(served.Alive + called.Alive, 0, 20);
    }

    [Fact]
    public async Task What_callers_may_try_leaves_nothing_behind_either()
    {
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(served.Watch)]);
        await Abuse(server, 2);
        var before = await Rest.Of();
        await Abuse(server, 20);
        await Eventually.True(() => served.Open == 0, "all calls to be over");
        var after = await Rest.Of();
        output.WriteLine($"before {before}, after {after}; still there: {served.Alive} of {served.Count} served");
        Assert.InRange(after.Open, 0, before.Open + 2);
        Assert.InRange(after.Timers, 0, before.Timers + 5);
        Assert.InRange(after.Memory - before.Memory, long.MinValue, 2 * Mebibyte);
        Assert.InRange(served.Alive, 0, 5);
    }

    [Fact]
    public async Task A_thousand_streams_that_are_opened_and_reset_on_one_connection_leave_nothing_behind()
    {
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(served.Watch)]);
        for (var i = 0; i < 10; i++) await Resets();       // until the pools are as large as they become
        var before = await Rest.Of();
        for (var i = 0; i < 10; i++) await Resets();
        var after = await Rest.Of();
        output.WriteLine($"before {before}, after {after}; still there: {served.Alive} of {served.Count} served");
        Assert.InRange(after.Open, 0, before.Open + 2);
        Assert.InRange(after.Timers, 0, before.Timers + 5);
        Assert.InRange(after.Memory - before.Memory, long.MinValue, 8 * Mebibyte);     // a call that was kept for each would be ten times that
        Assert.InRange(served.Alive, 0, 5);

        async Task Resets()
        {
            await using var peer = await RawPeer.Connect(server.Uri);
            for (var i = 0; i < 1000; i++)
            {
                var stream = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
                await peer.Data(stream, GrpcRun.Ask("Ada"));
                await peer.Reset(stream);
            }

            var last = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
            await peer.Data(last, GrpcRun.Ask("Ada"), end: true);
            Assert.Equal(GrpcCode.Ok, (await peer.Answer(last)).Status);
            await Eventually.True(() => served.Open == 0, "all calls to be over");
        }
    }

    [Theory]
    [InlineData(GrpcRun.SayHello)]
    [InlineData(GrpcRun.LotsOfReplies)]
    [InlineData(GrpcRun.LotsOfGreetings)]
    [InlineData(GrpcRun.BidiHello)]
    public async Task Header_fields_and_nothing_else_keep_nothing_but_the_stream(string path)
    {
        const int Streams = 500;
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(served.Watch)]);
        for (var i = 0; i < 3; i++) await Round();
        var before = await Rest.Of();
        var (during, threads) = await Round();
        await Eventually.True(() => served.Open == 0, "all calls to be over");
        var after = await Rest.Of();
        output.WriteLine($"before {before}, with {Streams} of them {during}, {(during.Memory - before.Memory) / Streams} bytes each; after {after}; {threads} more threads; still there: {served.Alive} of {served.Count} served");
        Assert.InRange(during.Open, 0, before.Open + 4);       // the two ends of the connection
        Assert.InRange(during.Timers, 0, before.Timers + 5);
        Assert.InRange((during.Memory - before.Memory) / Streams, long.MinValue, 20 * 1024);      // what this test keeps of each is in that
        Assert.InRange(threads, int.MinValue, 10);
        Assert.InRange(after.Open, 0, before.Open + 2);
        Assert.InRange(after.Memory - before.Memory, long.MinValue, 2 * Mebibyte);

        async Task<(Rest, int)> Round()
        {
            await using var peer = await RawPeer.Connect(server.Uri);
            var had = ThreadPool.ThreadCount;
            for (var i = 0; i < Streams; i++) await peer.Open(RawPeer.Call(path));
            var last = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
            await peer.Data(last, GrpcRun.Ask("Ada"), end: true);
            Assert.Equal(GrpcCode.Ok, (await peer.Answer(last)).Status);
            await Eventually.True(() => served.Open == Streams, "all of them to be open");
            return (await Rest.Of(), ThreadPool.ThreadCount - had);
        }
    }

    /// <summary>On a connection of its own each time, which is lost in the end: bodies that are wrong, a bomb, too much metadata, a deadline that is none, messages and calls that stay unfinished.</summary>
    static async Task Abuse(GrpcRun server, int rounds)
    {
        var bomb = new System.Buffers.ArrayBufferWriter<byte>();
        MessageEncoding.Gzip.Compress(new(new byte[64 * Mebibyte]), bomb, System.IO.Compression.CompressionLevel.Fastest);
        var packed = RawAnswer.Frame(bomb.WrittenSpan.ToArray());
        packed[0] = 1;
        (byte[] Body, (string, string)[] Fields)[] tries =
        [
            .. GrpcAbuseTests.Bodies.Select(static row => (Convert.FromHexString(row.Data.Item1.Replace(" ", "", StringComparison.Ordinal)), ((string, string)[])[])),
            (packed, [("grpc-encoding", "gzip")]),
            (GrpcRun.Ask("Ada"), [("x-large", new string('a', 64 * 1024))]),
            (GrpcRun.Ask("Ada"), [("grpc-timeout", "soon")]),
            (GrpcRun.Ask("Ada"), [("grpc-encoding", "snappy")]),
        ];
        for (var round = 0; round < rounds; round++)
        {
            await using var peer = await RawPeer.Connect(server.Uri);
            foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.LotsOfReplies, GrpcRun.LotsOfGreetings, GrpcRun.BidiHello])
            {
                foreach (var (body, fields) in tries)
                {
                    var stream = await peer.Open(RawPeer.Call(path, fields));
                    await peer.Data(stream, body, end: true);
                    Assert.NotEqual(GrpcCode.Ok, (await peer.Answer(stream)).Status);
                }

                var reset = await peer.Open(RawPeer.Call(path));
                await peer.Data(reset, GrpcRun.Ask("Ada")[..^1]);
                await peer.Reset(reset);
                await peer.Open(RawPeer.Call(path));       // header fields, and nothing else
            }
        }
    }

    /// <summary>Each wave is so many calls at once with a deadline, then so many streams, left once they have answered.</summary>
    async Task Waves(GreeterService greeter, int waves)
    {
        for (var wave = 0; wave < waves; wave++)
        {
            var calls = Enumerable.Range(0, AtOnce).Select(n => greeter.SayHello(new Ask { Name = $"{n}" }).Timeout(1.Hours).RunAsync(Env.System).AsTask()).ToList();
            foreach (var end in await Task.WhenAll(calls).WaitAsync(1.Minutes)) Assert.StartsWith("Hello ", end.Value.Message, StringComparison.Ordinal);
            var streams = Enumerable.Range(0, AtOnce).Select(_ => new Left(greeter)).ToList();
            foreach (var stream in streams) await stream.Answered.WaitAsync(1.Minutes);
            foreach (var stream in streams) stream.Dispose();
            await Eventually.True(() => served.Open == 0, "the streams to be left by the server");
        }
    }

    /// <summary>A stream that is open until it is disposed.</summary>
    sealed class Left : IDisposable
    {
        readonly TaskCompletionSource answered = new();
        readonly IDisposable held;

        internal Left(GreeterService greeter) => held = greeter
            .BidiHello(Observable.Return(new Ask { Name = "Ada" }).Concat(Observable.Never<Ask>()), Env.System.Within(CancellationToken.None, DateTimeOffset.UtcNow + 1.Hours))
            .Subscribe(_ => answered.SetResult(), e => answered.TrySetException(e), () => answered.TrySetException(new InvalidOperationException("the stream ended")));

        internal Task Answered => answered.Task;

        public void Dispose() => held.Dispose();
    }

    /// <summary>What the process holds when nothing runs in it.</summary>
    sealed record Rest(int Open, long Timers, long Memory)
    {
        internal static async Task<Rest> Of()
        {
            await Eventually.True(static () => ThreadPool.PendingWorkItemCount == 0, "all work to be done");
            var memory = 0L;
            for (var i = 0; i < 3; i++)
            {
                memory = GC.GetTotalMemory(forceFullCollection: true);
                GC.WaitForPendingFinalizers();
            }

            return new(Handles.Of(Environment.ProcessId), Timer.ActiveCount, memory);
        }
    }
}
