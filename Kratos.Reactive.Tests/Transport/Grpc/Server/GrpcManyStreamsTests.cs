namespace Kratos.Reactive.Tests;

/// <summary>Many streams at once, on a server in a process of its own, whose memory is looked at from outside. It takes all the machine for a few seconds, so nothing runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class GrpcManyStreamsTests(ITestOutputHelper output)
{
    const int Connections = 100;
    const int Each = 100;
    const long Mebibyte = 1024 * 1024;
    const string FullDuplex = "/grpc.testing.TestService/FullDuplexCall";

    // A StreamingOutputCallRequest that asks for a payload of one byte, and the reply that has it.
    static readonly byte[] ask = RawAnswer.Frame([0x12, 2, 8, 1]);
    static readonly byte[] given = RawAnswer.Frame([0x0a, 3, 0x12, 1, 0]);

    [Fact]
    public async Task Ten_thousand_streams_are_open_at_once_within_a_gibibyte_three_times_over_on_a_heap_that_has_no_room_for_twice_as_many()
    {
        // Twenty thousand would need more than this: what one round took must be there for the next.
        await using var program = Program.Start("env", $"DOTNET_GCHeapHardLimit=0x{384 * Mebibyte:x}", "dotnet", Repository.Sample("GrpcInterop"), "server", "--port=0");
        var server = await program.Address();
        await Round(server, 1, 1, static () => { });
        var (memory, handles) = (program.Memory, program.HandleCount);
        for (var round = 1; round <= 3; round++)
        {
            var peak = 0L;
            await Round(server, Connections, Each, () =>
            {
                peak = program.Memory;
                Assert.InRange(program.HandleCount, handles + Connections - 5, handles + Connections + 20);     // the first one's may have been open still when they were counted
            });
            output.WriteLine($"{Connections * Each} open streams: {peak / Mebibyte} MiB; over the {memory / Mebibyte} MiB of one, {(peak - memory) / (Connections * Each)} bytes each");
            Assert.InRange(peak, memory, 1024 * Mebibyte - 1);
            await Eventually.True(() => program.HandleCount <= handles + 5, "the connections to be given back");
        }

        Assert.DoesNotContain("fail:", program.Output, StringComparison.Ordinal);
    }

    /// <summary>Opens streams on each connection, has one message back on every one, and ends them once all of them are open: one half of them well, the other by a reset.</summary>
    static async Task Round(Uri server, int connections, int each, Action open)
    {
        var streams = new List<(RawPeer Peer, int Stream)>();
        for (var i = 0; i < connections; i++)
        {
            var peer = await RawPeer.Connect(server);
            for (var k = 0; k < each; k++)
            {
                var stream = await peer.Open(RawPeer.Call(FullDuplex));
                await peer.Data(stream, ask);
                streams.Add((peer, stream));
            }
        }

        foreach (var (peer, stream) in streams)
        {
            Assert.Equal(FrameType.Headers, (await peer.Read(stream)).Type);
            Assert.Equal((FrameType.Data, Convert.ToHexString(given)), await peer.Read(stream) is var frame ? (frame.Type, Convert.ToHexString(frame.Payload)) : default);
            Assert.Null(peer.Seen(stream));
        }

        open();
        foreach (var (peer, stream) in streams.Where(static one => one.Stream % 4 == 1)) await peer.Data(stream, [], end: true);
        foreach (var (peer, stream) in streams.Where(static one => one.Stream % 4 == 3)) await peer.Reset(stream);
        foreach (var (peer, stream) in streams.Where(static one => one.Stream % 4 == 1)) Assert.Equal(GrpcCode.Ok, (await peer.Answer(stream)).Status);
        foreach (var peer in streams.Select(static one => one.Peer).Distinct()) await peer.DisposeAsync();
    }
}
