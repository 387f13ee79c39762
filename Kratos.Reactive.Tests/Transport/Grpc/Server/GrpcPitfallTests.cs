using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive.Tests;

/// <summary>What Kestrel would do unless told otherwise, each beside a server of ours that is told not to.</summary>
public sealed class GrpcPitfallTests
{
    // Longer than the grace of 5 s and the second in which Kestrel looks.
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    static string Large(int kibibytes) => new('a', kibibytes * 1024);

    [Fact]
    public async Task P1_a_stream_that_says_nothing_for_longer_than_a_least_rate_allows_lives()
    {
        var none = await Silent(static _ => { });
        var least = await Silent(static kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5)));
        await Task.WhenAll(none, least);
        Assert.Equal(FrameType.Data, await none);
        Assert.NotEqual(FrameType.Data, await least);       // Kestrel's own settings are what the test is about
    }

    // The frame that comes after the silence: the answer to the first message, which is given at its end, or that of the end of all.
    static async Task<Task<FrameType>> Silent(Action<KestrelServerOptions> kestrel)
    {
        var server = await GrpcRun.Start(
            GrpcRun.Greeter with { BidiHello = (requests, env) => requests.Delay(Silence, env.Scheduler).Select(request => GrpcRun.Hello(request.Name)) },
            options: GrpcOptions.Default with { Kestrel = kestrel });
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"));
        return Next();

        async Task<FrameType> Next()
        {
            await using (server)
            {
                try
                {
                    RawFrame frame;
                    do frame = await peer.Read(stream);
                    while (frame is { Type: FrameType.Headers, Ends: false });
                    return frame.Type;
                }
                catch (Exception e) when (e is IOException or System.Threading.Channels.ChannelClosedException)
                {
                    return FrameType.GoAway;
                }
            }
        }
    }

    [Theory]
    [InlineData(15, 16, GrpcCode.Ok)]
    [InlineData(20, 16, GrpcCode.ResourceExhausted)]
    [InlineData(31, 16, GrpcCode.ResourceExhausted)]
    [InlineData(64, 16, GrpcCode.ResourceExhausted)]
    [InlineData(120, 16, GrpcCode.ResourceExhausted)]
    [InlineData(31, 32, GrpcCode.Ok)]
    [InlineData(64, 80, GrpcCode.Ok)]
    public async Task P8_fields_that_Kestrel_would_end_the_connection_for_end_no_more_than_their_call(int size, int most, GrpcCode status)
    {
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { MaxMetadata = most * 1024 });
        var peer = await server.Connect();
        var other = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
        await peer.Data(other, GrpcRun.Ask("Ada"));
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello, ("x-large", Large(size))));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        var answer = await peer.Answer(stream);
        Assert.Equal((status, status == GrpcCode.Ok ? "Headers Data Headers!" : "Headers!"), (answer.Status, answer.Shape));
        if (status != GrpcCode.Ok) Assert.EndsWith($"and no more than {most * 1024} are taken", answer.Message);
        await peer.Data(other, GrpcRun.Ask("Grace"), end: true);
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(other)).Status);
    }

    [Fact]
    public async Task P8_four_times_the_limit_and_64_KiB_end_the_connection()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        await peer.Open(RawPeer.Call(GrpcRun.SayHello, ("x-large", Large(129))));
        await peer.ReadUntil(0, FrameType.GoAway);
        await peer.Closed;
    }
}
