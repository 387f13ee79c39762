using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using GreetReply = Helloworld.V1.HelloReply;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Point 17 of the protocol, on the wire.</summary>
public sealed class GrpcCompressionTests
{
    static readonly string large = new('a', 10_000);

    static byte[] Packed(MessageEncoding encoding, byte[] message)
    {
        var into = new ArrayBufferWriter<byte>();
        encoding.Compress(new(message), into, CompressionLevel.Fastest);
        var frame = RawAnswer.Frame(into.WrittenSpan.ToArray());
        frame[0] = 1;
        return frame;
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Point_17_a_compressed_request_is_read_and_the_answer_says_what_is_understood(string name)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, Packed(MessageEncoding.Find(name)!, new GreetRequest { Name = "Ada" }.ToByteArray()), ("grpc-encoding", name));
        Assert.Equal([GrpcRun.Hello("Ada")], answer.Messages<GreetReply>());
        Assert.Equal("identity,gzip,deflate", RawAnswer.Find(answer.Head, "grpc-accept-encoding"));
        Assert.Null(RawAnswer.Find(answer.Head, "grpc-encoding"));
    }

    [Fact]
    public async Task Point_17_an_encoding_that_is_not_known_is_unimplemented_and_the_answer_says_which_are()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, Packed(MessageEncoding.Gzip, []), ("grpc-encoding", "snappy"));
        Assert.Equal(("Headers!", GrpcCode.Unimplemented), (answer.Shape, answer.Status));
        Assert.Contains("'snappy'", answer.Message);
        Assert.Equal("identity,gzip,deflate", RawAnswer.Find(answer.Head, "grpc-accept-encoding"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Point_17_a_compressed_message_without_an_encoding_is_internal(string? encoding)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, Packed(MessageEncoding.Gzip, []), encoding is null ? [] : [("grpc-encoding", encoding)]);
        Assert.Equal(("Headers!", GrpcCode.Internal), (answer.Shape, answer.Status));
    }

    [Fact]
    public async Task Point_17_a_bomb_is_exhausted()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, Packed(MessageEncoding.Gzip, new byte[8 * 1024 * 1024]), ("grpc-encoding", "gzip"));
        Assert.Equal(("Headers!", GrpcCode.ResourceExhausted), (answer.Shape, answer.Status));
    }

    [Fact]
    public async Task Point_17_a_message_that_asks_for_a_dictionary_is_internal()
    {
        await using var server = await GrpcRun.Start();
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.LotsOfGreetings, GrpcRun.BidiHello])
        {
            var answer = await server.Call(path, [1, 0, 0, 0, 7, 0x78, 0x20, 0, 0, 0, 1, 0], ("grpc-encoding", "deflate"));
            Assert.Equal(("Headers!", GrpcCode.Internal, "GRPC_MESSAGE_INVALID"), (answer.Shape, answer.Status, answer.Error!.Reason));
        }
    }

    [Theory]
    [InlineData("gzip,identity", "gzip")]
    [InlineData("deflate", null)]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task Point_17_a_reply_is_compressed_only_as_its_caller_accepts(string? accepts, string? encoding)
    {
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Compression = GrpcCompression.Gzip });
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.BidiHello])
        {
            var answer = await server.Call(path, GrpcRun.Ask(large), accepts is null ? [] : [("grpc-accept-encoding", accepts)]);
            Assert.Equal(encoding, RawAnswer.Find(answer.Head, "grpc-encoding"));
            Assert.Equal(encoding is null ? 0 : 1, answer.Body[0]);
            Assert.Equal(encoding is not null, answer.Body.Length < 1000);
            if (encoding is not null)
                Assert.Equal("Hello " + large, GreetReply.Parser.ParseFrom(MessageEncoding.Gzip.Decompress(new(answer.Body.AsMemory(5)), 100_000).Value.WrittenSpan).Message);
        }
    }

    [Theory]
    [InlineData("identity", 0)]
    [InlineData("deflate", 1)]
    [InlineData("gzip", 1)]
    public async Task A_call_can_decide_for_itself(string chosen, byte flag)
    {
        Middleware choose = next => request =>
            from call in currentCall
            from _ in call.SetHeader("grpc-encoding", chosen)
            from reply in next(request)
            select reply;
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(choose)], options: GrpcOptions.Default with { Compression = GrpcCompression.Gzip });
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask(large), ("grpc-accept-encoding", "gzip,deflate"));
        Assert.Equal((flag, flag == 1 ? chosen : null), (answer.Body[0], RawAnswer.Find(answer.Head, "grpc-encoding")));
    }
}
