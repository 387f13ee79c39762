using System.IO.Compression;
using Google.Protobuf;
using Helloworld.V1;
using GreetReply = Helloworld.V1.HelloReply;
using GreetRequest = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Each message of a stream is compressed, or not, by itself.</summary>
public sealed class GrpcEachMessageTests
{
    static readonly string text = new('x', 1000);

    static readonly Headers plain = Headers.Empty.Add("grpc-encoding", "identity");

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    public async Task A_reply_that_asks_for_identity_goes_out_as_it_is_and_the_others_do_not(params bool[] compressed)
    {
        var service = new Service("helloworld.v1.Greeter").ServerStream<GreetRequest, Reply>(
            GreeterService.Methods.LotsOfReplies,
            (_, _) => compressed.ToObservable(ImmediateScheduler.Instance).Select(pack => new Reply(new GreetReply { Message = text }) { Headers = pack ? Headers.Empty : plain }));
        await using var server = await GrpcRun.Start([service], options: GrpcOptions.Default with { Compression = GrpcCompression.Gzip });
        var answer = await server.Call(GrpcRun.LotsOfReplies, GrpcRun.Ask("Ada"), ("grpc-accept-encoding", "gzip"));
        Assert.Equal("gzip", RawAnswer.Find(answer.Head, "grpc-encoding"));
        Assert.Equal(compressed, FlagsOf(answer.Body));
        Assert.Equal(GrpcCode.Ok, answer.Status);
    }

    [Fact]
    public async Task A_handler_is_told_of_each_message_whether_it_came_compressed()
    {
        var greeter = GrpcRun.Greeter with
        {
            SayHello = _ => currentCall.Map(static call => GrpcRun.Hello($"{call.IsMessageCompressed}")),
            LotsOfGreetings = static requests => from call in currentCall
                                                 from told in requests.Select(_ => call.IsMessageCompressed).ToList().SingleEff()
                                                 select GrpcRun.Hello(string.Join(' ', told)),
        };
        await using var server = await GrpcRun.Start(greeter);
        var many = await server.Call(GrpcRun.LotsOfGreetings, [.. Packed(), .. GrpcRun.Ask(text), .. Packed()], ("grpc-encoding", "gzip"));
        Assert.Equal([GrpcRun.Hello("True False True")], many.Messages<GreetReply>());
        var one = await server.Call(GrpcRun.SayHello, Packed(), ("grpc-encoding", "gzip"));
        Assert.Equal([GrpcRun.Hello("True")], one.Messages<GreetReply>());
        var other = await server.Call(GrpcRun.SayHello, GrpcRun.Ask(text), ("grpc-encoding", "gzip"));
        Assert.Equal([GrpcRun.Hello("False")], other.Messages<GreetReply>());
    }

    [Fact]
    public async Task A_request_that_asks_for_identity_goes_out_as_it_is_and_the_others_do_not()
    {
        var greeter = GrpcRun.Greeter with
        {
            LotsOfGreetings = static requests => from call in currentCall
                                                 from told in requests.Select(_ => call.IsMessageCompressed).ToList().SingleEff()
                                                 select GrpcRun.Hello(string.Join(' ', told)),
        };
        await using var server = await GrpcRun.Start(greeter);
        var method = GreeterService.Methods.LotsOfGreetings;
        var messages = new[] { false, true, false }.ToObservable(ImmediateScheduler.Instance)
            .Select(pack => new Request(method.Operation, new GreetRequest { Name = text }) { Headers = pack ? Headers.Empty : plain });
        var end = await Client.Grpc(server.Uri.ToString())
            .Use(client => client.With(GrpcCall(static call => call with { Compression = GrpcCompression.Gzip })).ClientStream<Request, GreetReply>(method)(messages))
            .RunAsync(Env.System);
        Assert.Equal(GrpcRun.Hello("False True False"), end);
    }

    [Fact]
    public async Task A_caller_is_told_of_each_reply_whether_it_came_compressed()
    {
        var service = new Service("helloworld.v1.Greeter").ServerStream<GreetRequest, Reply>(
            GreeterService.Methods.LotsOfReplies,
            (_, env) => new[] { true, false }.ToObservable(env.Scheduler).Select(pack => new Reply(new GreetReply { Message = text }) { Headers = pack ? Headers.Empty : plain }));
        await using var server = await GrpcRun.Start([service], options: GrpcOptions.Default with { Compression = GrpcCompression.Gzip });
        var fields = new ReplyFields();
        var told = await Client.Grpc(server.Uri.ToString())
            .Use(client => client.ServerStream<GreetRequest, GreetReply>(GreeterService.Methods.LotsOfReplies)(new() { Name = "Ada" }, Env.System.With(ReplyFields.Key, fields))
                .Select(_ => fields.IsMessageCompressed).ToList().SingleEff())
            .RunAsync(Env.System);
        Assert.Equal([true, false], told.Value);
    }

    static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(new GreetRequest { Name = text }.ToByteArray());
        var frame = RawAnswer.Frame(packed.ToArray());
        frame[0] = 1;
        return frame;
    }

    static List<bool> FlagsOf(byte[] body)
    {
        var flags = new List<bool>();
        for (var at = 0; at < body.Length; at += 5 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1))) flags.Add(body[at] == 1);
        return flags;
    }
}
