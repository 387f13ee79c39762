namespace Kratos.Reactive.Tests;

/// <summary>What is left of calls that are over. It looks at the memory of the process, so nothing runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class GrpcLeakTests
{
    [Fact]
    public async Task Thousands_of_calls_and_as_many_that_are_left_leave_no_memory_behind()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        async Task Rounds(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(GrpcCode.Ok, await Whole(peer));
                var left = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
                await peer.Data(left, GrpcRun.Ask("Ada"));
                await peer.ReadUntil(left, FrameType.Data);
                await peer.Reset(left);
                peer.Forget();
            }
        }

        await Rounds(1000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Rounds(3000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 * 1024 * 1024);
    }

    static async Task<GrpcCode> Whole(RawPeer peer)
    {
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        return (await peer.Answer(stream)).Status;
    }
}
