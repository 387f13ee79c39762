using System.Net;
using System.Net.Sockets;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What a server makes of requests, frame by frame: points 1 to 5 of the protocol.</summary>
public sealed class GrpcRequestTests
{
    [Fact]
    public async Task Point_1_a_call_is_a_POST_to_its_full_name()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal("Headers Data Headers!", answer.Shape);
        Assert.Equal(("200", "application/grpc", GrpcCode.Ok), (answer.Http, RawAnswer.Find(answer.Head, "content-type"), answer.Status));
        Assert.Equal([GrpcRun.Hello("Ada")], answer.Messages<GreetReply>());
    }

    [Theory]
    [InlineData("/helloworld.v1.greeter/SayHello", "there is no service helloworld.v1.greeter here, which /helloworld.v1.greeter/SayHello asks for")]
    [InlineData("/helloworld.v1.Greeter/sayHello", "the service helloworld.v1.Greeter has no method sayHello")]
    [InlineData("/helloworld.v1.Greeter/SayHello/", "there is no service helloworld.v1.Greeter/SayHello here, which /helloworld.v1.Greeter/SayHello/ asks for")]
    [InlineData("/", "there is no service  here, which / asks for")]
    public async Task Point_1_names_are_compared_with_regard_to_case_and_what_is_unknown_is_unimplemented_in_one_block(string path, string message)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(path, GrpcRun.Ask("Ada"));
        Assert.Equal("Headers!", answer.Shape);
        Assert.Equal(("200", GrpcCode.Unimplemented, message), (answer.Http, answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("application/grpc", "200")]
    [InlineData("application/grpc+proto", "200")]
    [InlineData("application/grpc+json", "200")]
    [InlineData("application/grpc;charset=utf-8", "200")]
    [InlineData("APPLICATION/GRPC", "200")]
    [InlineData("application/grpc-web", "415")]
    [InlineData("application/grpc-web-text+proto", "415")]
    [InlineData("application/grpcx", "415")]
    [InlineData("application/json", "415")]
    [InlineData("", "415")]
    public async Task Point_2_another_content_type_is_415(string type, string http)
    {
        await using var server = await GrpcRun.Start();
        var fields = RawPeer.Call(GrpcRun.SayHello).Where(field => field.Item1 != "content-type");
        var answer = await server.Call([.. type == "" ? fields : fields.Append(("content-type", type))], GrpcRun.Ask("Ada"));
        Assert.Equal(http, answer.Http);
        if (http == "415") Assert.Null(RawAnswer.Find(answer.Head, "grpc-status"));
        else Assert.Equal(GrpcCode.Ok, answer.Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Point_2_another_method_is_405(string verb)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call([.. RawPeer.Call(GrpcRun.SayHello).Select(field => field.Item1 == ":method" ? (":method", verb) : field)], null);
        Assert.Equal(("405", "POST"), (answer.Http, RawAnswer.Find(answer.Head, "allow")));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST /helloworld.v1.Greeter/SayHello HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("X")]
    public async Task Point_2_and_P11_a_client_of_HTTP_1_1_is_told_what_this_port_is_for(string request)
    {
        await using var server = await GrpcRun.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Uri.Port, TestContext.Current.CancellationToken);
        foreach (var one in request) await socket.SendAsync(new[] { (byte)one });
        socket.Shutdown(SocketShutdown.Send);
        var answer = await Serving.ReadAll(socket);
        Assert.StartsWith("HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\n", answer);
        Assert.EndsWith("\r\n\r\nthis port speaks gRPC, over HTTP/2 only", answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    [InlineData("1 S")]
    [InlineData("1.5S")]
    public async Task Point_3_a_timeout_that_is_none_is_an_error_and_the_handler_does_not_run(string timeout)
    {
        var ran = false;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = request => liftEff(() => { ran = true; return new GreetReply(); }) });
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), ("grpc-timeout", timeout));
        Assert.Equal(("Headers!", GrpcCode.Internal, false), (answer.Shape, answer.Status, ran));
        Assert.Contains("'grpc-timeout'", answer.Message);
    }

    [Theory]
    [InlineData(GrpcRun.SayHello)]
    [InlineData(GrpcRun.BidiHello)]
    public async Task Point_3_a_timeout_of_nothing_is_past_and_the_handler_does_not_run(string path)
    {
        var ran = false;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = request => liftEff(() => { ran = true; return new GreetReply(); }),
            BidiHello = (requests, _) => { ran = true; return requests.Select(_ => new GreetReply()); },
        });
        var answer = await server.Call(path, GrpcRun.Ask("Ada"), ("grpc-timeout", "0n"));
        Assert.Equal(("Headers!", GrpcCode.DeadlineExceeded, false), (answer.Shape, answer.Status, ran));
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, 1)]
    [InlineData(GrpcRun.LotsOfGreetings, 3)]
    [InlineData(GrpcRun.BidiHello, 3)]
    public async Task Point_4_one_byte_a_frame_is_the_same_as_all_at_once(string path, int messages)
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(path));
        var body = Enumerable.Repeat(GrpcRun.Ask("Ada"), messages).SelectMany(frame => frame).ToArray();
        foreach (var one in body) await peer.Data(stream, [one]);
        await peer.Data(stream, [], end: true);
        var slow = await peer.Answer(stream);
        var fast = await server.Call(path, body);
        Assert.Equal(GrpcCode.Ok, slow.Status);
        Assert.Equal(fast.Messages<GreetReply>(), slow.Messages<GreetReply>());
    }

    [Fact]
    public async Task Point_4_messages_of_no_length_and_many_in_a_frame_are_each_a_message()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.BidiHello, [.. GrpcRun.Ask(""), .. GrpcRun.Ask("Ada"), .. GrpcRun.Ask(""), .. GrpcRun.Ask("")]);
        Assert.Equal(["Hello ", "Hello Ada", "Hello ", "Hello "], answer.Messages<GreetReply>().Select(reply => reply.Message));
    }

    [Fact]
    public async Task Point_4_a_header_that_is_split_anywhere_is_read()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        var body = GrpcRun.Ask("Ada");
        for (var cut = 1; cut < body.Length; cut++)
        {
            var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
            await peer.Data(stream, body[..cut]);
            await peer.Data(stream, body[cut..], end: true);
            Assert.Equal([GrpcRun.Hello("Ada")], (await peer.Answer(stream)).Messages<GreetReply>());
        }
    }

    [Fact]
    public async Task Point_5_the_caller_may_end_with_an_empty_frame_and_the_answer_of_a_unary_call_waits_for_it()
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"));
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        Assert.Null(peer.Seen(stream));
        await peer.Data(stream, [], end: true);
        Assert.Equal(GrpcCode.Ok, (await peer.Answer(stream)).Status);
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, 0, "MESSAGE_MISSING")]
    [InlineData(GrpcRun.SayHello, 2, "MESSAGE_NOT_SINGLE")]
    [InlineData(GrpcRun.LotsOfReplies, 0, "MESSAGE_MISSING")]
    [InlineData(GrpcRun.LotsOfReplies, 2, "MESSAGE_NOT_SINGLE")]
    public async Task Point_13_too_few_and_too_many_messages_are_unimplemented(string path, int messages, string reason)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(path, [.. Enumerable.Repeat(GrpcRun.Ask("Ada"), messages).SelectMany(frame => frame)]);
        Assert.Equal(("Headers!", GrpcCode.Unimplemented, reason), (answer.Shape, answer.Status, answer.Error!.Reason));
    }
}
