using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What a caller may try: the right status each time, and the connection goes on.</summary>
public sealed class GrpcAbuseTests
{
    public static TheoryData<string, GrpcCode> Bodies { get; } = new()
    {
        { "0000000005 0a", GrpcCode.Internal },                 // shorter than it says
        { "00ffffffff 00", GrpcCode.ResourceExhausted },        // 4 GiB
        { "0080000000 00", GrpcCode.ResourceExhausted },        // negative, to some
        { "0200000000", GrpcCode.Internal },                    // a flag that there is not
        { "0100000000", GrpcCode.Internal },                    // compressed, with nothing agreed
        { "0000000002 0a7f", GrpcCode.Internal },               // not protobuf: longer than it is
        { "0000000002 0a01", GrpcCode.Internal },
        { "0000000001 07", GrpcCode.Internal },                 // not protobuf: a type that there is not
        { "0000", GrpcCode.Internal },                          // not even a header
    };

    static async Task<GrpcCode> After(RawPeer peer)
    {
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        return (await peer.Answer(stream)).Status;
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_that_is_wrong_has_the_right_status_and_the_connection_lives(string hex, GrpcCode status)
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.LotsOfReplies, GrpcRun.LotsOfGreetings, GrpcRun.BidiHello])
        {
            var stream = await peer.Open(RawPeer.Call(path));
            await peer.Data(stream, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), end: true);
            var answer = await peer.Answer(stream);
            Assert.Equal(("Headers!", status), (answer.Shape, answer.Status));
            Assert.Equal(GrpcCode.Ok, await After(peer));
        }
    }

    [Fact]
    public async Task A_good_message_before_a_bad_one_is_answered()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.BidiHello, [.. GrpcRun.Ask("Ada"), 0, 0xff, 0xff, 0xff, 0xff]);
        Assert.Equal((GrpcRun.Hello("Ada"), GrpcCode.ResourceExhausted), (Assert.Single(answer.Messages<GreetReply>()), answer.Status));
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, "Headers!")]
    [InlineData(GrpcRun.LotsOfReplies, "Headers!")]
    [InlineData(GrpcRun.LotsOfGreetings, "Headers!")]
    [InlineData(GrpcRun.BidiHello, "Headers Data Headers!")]
    public async Task A_message_that_is_longer_than_it_says_is_internal(string path, string shape)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(path, [0, 0, 0, 0, 0, .. GrpcRun.Ask("Ada")[5..]]);      // what is over is no header of another
        Assert.Equal((shape, GrpcCode.Internal, "GRPC_FRAME_INVALID"), (answer.Shape, answer.Status, answer.Error!.Reason));
    }

    [Fact]
    public async Task Point_23_more_calls_than_a_connection_may_have_are_refused_and_the_others_go_on()
    {
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { MaxStreams = 3 });
        var peer = await server.Connect();
        await Eventually.True(() => peer.Seen(0) is { Type: FrameType.Settings }, "the connection to be up");
        for (var i = 0; i < 3; i++) await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
        var fourth = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
        Assert.Equal(7, (await peer.ReadUntil(fourth, FrameType.RstStream)).Number);        // REFUSED_STREAM: never looked at
        await peer.Data(1, GrpcRun.Ask("Ada"), end: true);
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(1)).Status);
    }
}
