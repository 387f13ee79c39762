using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What a server sends back, frame by frame: points 6 to 13 of the protocol.</summary>
public sealed class GrpcReplyTests
{
    static (string, string) Raw(string name, string value) => (name, value);

    [Fact]
    public async Task Point_6_and_P5_a_failure_before_any_message_is_one_block_of_fields()
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("error"));
        Assert.Equal(("Headers!", "200", GrpcCode.NotFound), (answer.Shape, answer.Http, answer.Status));
        Assert.Equal("application/grpc", RawAnswer.Find(answer.Head, "content-type"));
        Assert.Equal(Error.NotFound("NO_SUCH_NAME", "nobody is called error").WithMetadata("name", "error"), answer.Error);
    }

    [Fact]
    public async Task Point_6_and_P5_a_failure_after_messages_is_in_the_trailers_and_what_went_before_arrives()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Observable.Return(GrpcRun.Hello("Ada"), env.Scheduler).Concat(Observable.Throw<GreetReply>(new ErrorException(Error.Conflict("LATER", "went wrong later")))),
        });
        var answer = await server.Call(GrpcRun.LotsOfReplies, GrpcRun.Ask("Ada"));
        Assert.Equal("Headers Data Headers!", answer.Shape);
        Assert.Equal([GrpcRun.Hello("Ada")], answer.Messages<GreetReply>());
        Assert.Equal(Error.Conflict("LATER", "went wrong later"), answer.Error);
    }

    [Fact]
    public async Task Point_7_and_P3_the_fields_of_a_stream_go_out_with_its_first_message_and_not_before()
    {
        using var first = new System.Reactive.Subjects.ReplaySubject<GreetReply>();
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { BidiHello = (_, _) => first });
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.BidiHello));
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        Assert.Null(peer.Seen(stream));
        first.OnNext(GrpcRun.Hello("Ada"));
        Assert.Equal(FrameType.Headers, (await peer.Read(stream)).Type);
        Assert.Equal(FrameType.Data, (await peer.Read(stream)).Type);
        first.OnError(new ErrorException(Error.Cancelled));
        Assert.Equal(GrpcCode.Cancelled, (await peer.Answer(stream)).Status);
    }

    [Theory]
    [InlineData(303)]
    [InlineData(308)]
    public async Task A_redirect_is_refused_and_says_why(int status)
    {
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(_ => _ => SuccessEff(Reply.Redirect("/elsewhere", status)))]);
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal(Error.NotImplemented("NOT_OVER_GRPC", $"the reply is a redirect ({status}), which gRPC does not have"), answer.Error);
    }

    [Fact]
    public async Task A_status_of_HTTP_is_nothing_to_gRPC_and_a_place_and_a_version_are_metadata()
    {
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(_ => _ => SuccessEff(Reply.Created(GrpcRun.Hello("Ada"), "/greetings/1").WithVersion("v1")))]);
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal([GrpcRun.Hello("Ada")], answer.Messages<GreetReply>());
        Assert.Equal(("/greetings/1", "W/\"v1\""), (RawAnswer.Find(answer.Head, "location"), RawAnswer.Find(answer.Head, "etag")));
    }

    [Theory]
    [InlineData("100 %", "100 %25")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n", "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A")]
    public async Task Point_8_and_P6_the_message_is_percent_encoded(string message, string sent)
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => Error.NotFound("A", message) });
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal(sent, RawAnswer.Find(answer.Trailers, "grpc-message"));
        Assert.Equal("5", RawAnswer.Find(answer.Trailers, "grpc-status"));
        Assert.DoesNotContain('=', RawAnswer.Find(answer.Trailers, "grpc-status-details-bin")!);
    }

    [Fact]
    public async Task Point_10_a_status_while_the_caller_still_sends_ends_the_call_with_a_reset_that_is_no_error()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { LotsOfGreetings = _ => Error.Forbidden("NO", "not you") });
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.LotsOfGreetings));
        await peer.Data(stream, GrpcRun.Ask("Ada"));
        var answer = await peer.Answer(stream);
        Assert.Equal(("Headers!", GrpcCode.PermissionDenied), (answer.Shape, answer.Status));
        Assert.Equal(0, (await peer.ReadUntil(stream, FrameType.RstStream)).Number);
        Assert.Equal(GrpcCode.Ok, (await Again(peer)).Status);
    }

    static async Task<RawAnswer> Again(RawPeer peer)
    {
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        return await peer.Answer(stream);
    }

    [Fact]
    public async Task Point_11_metadata_comes_in_and_goes_out_as_it_was()
    {
        Headers seen = Headers.Empty;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = request =>
                from call in currentCall
                from _ in liftEff(() => { seen = call.RequestHeaders; })
                from reply in SuccessEff(GrpcRun.Hello("Ada"))
                select reply,
        });
        var answer = await server.Call(
            GrpcRun.SayHello, GrpcRun.Ask("Ada"), Raw("x-a", "1"), Raw("x-b-bin", "YQ==,YWI, no!"), Raw("x-a", "2"), Raw("user-agent", "raw"), Raw("x-latin", "caf\u00e9"), Raw("grpc-trace-bin", "YQ"));
        Assert.Equal(GrpcCode.Ok, answer.Status);
        Assert.Equal(["1", "2"], seen.Values("x-a"));
        Assert.Equal(["YQ", "YWI", "no!"], seen.Values("X-B-BIN"));
        Assert.Equal(["raw", "caf\u00e9", "YQ"], (string[])[.. seen.Values("user-agent"), .. seen.Values("x-latin"), .. seen.Values("grpc-trace-bin")]);
        Assert.Equal(8, seen.Count);
    }

    [Theory]
    [InlineData(GrpcRun.SayHello)]
    [InlineData(GrpcRun.LotsOfReplies)]
    [InlineData(GrpcRun.LotsOfGreetings)]
    [InlineData(GrpcRun.BidiHello)]
    public async Task Point_11_what_came_in_can_be_sent_back_as_fields_and_as_trailers(string path)
    {
        Middleware echo = next => request => next(request).Bind(reply =>
            from call in currentCall
            from _ in call.SetTrailer("x-last-bin", "YWI=")
            select reply);
        Middleware head = next => request =>
            from call in currentCall
            from _ in call.SetHeader("X-Echo", call.RequestHeaders.Values("x-mine")[0])
            from reply in next(request)
            select reply;
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(head >> echo)]);
        var answer = await server.Call(path, GrpcRun.Ask("Ada"), Raw("x-mine", "a, b"));
        Assert.Equal(("Headers Data Headers!", GrpcCode.Ok), (answer.Shape, answer.Status));
        Assert.Equal("a, b", RawAnswer.Find(answer.Head, "x-echo"));
        Assert.Equal("YWI", RawAnswer.Find(answer.Trailers, "x-last-bin"));
        Assert.Null(RawAnswer.Find(answer.Head, "x-last-bin"));
    }

    [Fact]
    public async Task Fields_that_were_set_before_a_failure_arrive_before_it()
    {
        Middleware head = next => request =>
            from call in currentCall
            from _1 in call.SetHeader("x-head", "1")
            from _2 in call.SetTrailer("x-tail", "2")
            from reply in next(request)
            select reply;
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(head)]);
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask("error"));
        Assert.Equal(("Headers Headers!", GrpcCode.NotFound), (answer.Shape, answer.Status));
        Assert.Equal(("1", "2"), (RawAnswer.Find(answer.Head, "x-head"), RawAnswer.Find(answer.Trailers, "x-tail")));
    }

    [Theory]
    [InlineData("grpc-status", "HEADER_RESERVED")]
    [InlineData("te", "HEADER_RESERVED")]
    [InlineData("x!", "HEADER_INVALID")]
    public async Task P6_a_field_that_may_not_be_sent_is_an_error_that_names_it(string name, string reason)
    {
        Middleware head = next => request =>
            from call in currentCall
            from _ in call.SetHeader(name, "1")
            from reply in next(request)
            select reply;
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(head)]);
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.BidiHello])
        {
            var answer = await server.Call(path, GrpcRun.Ask("Ada"));
            Assert.Equal(("Headers!", GrpcCode.Internal, reason), (answer.Shape, answer.Status, answer.Error!.Reason));
            Assert.Contains($"'{name}'", answer.Message);
        }
    }

    [Theory]
    [InlineData(1000, GrpcCode.Ok)]
    [InlineData(16 * 1024, GrpcCode.ResourceExhausted)]
    [InlineData(64 * 1024, GrpcCode.ResourceExhausted)]
    public async Task Point_12_too_much_metadata_is_exhausted_and_the_connection_lives(int size, GrpcCode status)
    {
        await using var server = await GrpcRun.Start();
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(GrpcRun.SayHello, ("x-large", new string('a', size))));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        Assert.Equal(status, (await peer.Answer(stream)).Status);
        Assert.Equal(GrpcCode.Ok, (await Again(peer)).Status);
    }

    [Theory]
    [InlineData("user-agent", 16 * 1024, GrpcCode.ResourceExhausted)]
    [InlineData("grpc-accept-encoding", 16 * 1024, GrpcCode.ResourceExhausted)]
    [InlineData("user-agent", 15 * 1024, GrpcCode.Ok)]
    [InlineData("grpc-accept-encoding", 15 * 1024, GrpcCode.Ok)]
    public async Task Point_12_the_fields_of_the_protocol_itself_count_too(string name, int size, GrpcCode status)
    {
        await using var server = await GrpcRun.Start();
        var answer = await server.Call([.. RawPeer.Call(GrpcRun.SayHello).Where(field => field.Item1 != name), (name, new string('a', size))], GrpcRun.Ask("Ada"));
        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData(GrpcRun.SayHello)]
    [InlineData(GrpcRun.BidiHello)]
    public async Task P6_a_failure_whose_metadata_may_not_be_sent_is_sent_without_it_and_somebody_is_told(string path)
    {
        Middleware tail = next => request => currentCall.Bind(call => call.SetTrailer("te", "1")).Bind(_ => next(request));
        var failing = GrpcRun.Greeter with { BidiHello = static (_, _) => Observable.Throw<GreetReply>(new ErrorException(Error.NotFound("NO_SUCH_NAME", "nobody"))) };
        var told = new System.Collections.Concurrent.ConcurrentQueue<Error>();
        var log = new CapturedLog();
        using var loggers = Microsoft.Extensions.Logging.LoggerFactory.Create(builder => builder.Services.Add(
            Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<Microsoft.Extensions.Logging.ILoggerProvider>(log)));
        foreach (var options in (GrpcOptions[])[GrpcOptions.Default, GrpcOptions.Default with { Loggers = loggers }])
        {
            await using var server = await GrpcRun.Start([failing.ToService().With(tail)], Env.System, options, told.Enqueue);
            var answer = await server.Call(path, GrpcRun.Ask("error"));
            Assert.Equal(("Headers!", "NO_SUCH_NAME"), (answer.Shape, answer.Error!.Reason));
        }

        var refused = Assert.Single(told);      // that without a log
        Assert.Equal(("HEADER_RESERVED", true), (refused.Reason, refused.Message.StartsWith($"{path} failed, and its metadata could not be sent: ", StringComparison.Ordinal)));
        Assert.Single(log.At(Microsoft.Extensions.Logging.LogLevel.Error), line => line.StartsWith($"{path} failed, and its metadata could not be sent: ", StringComparison.Ordinal));
    }

    /// <summary>Other implementations say UNKNOWN (doc/statuscodes.md). Decision 36 departs from that on purpose: the exception is an error of 500, as Kratos has it, and those are INTERNAL.</summary>
    [Fact]
    public async Task Point_13_what_a_handler_throws_is_internal_on_purpose_and_not_unknown_and_tells_nothing()
    {
        var log = new CapturedLog();
        using var loggers = Microsoft.Extensions.Logging.LoggerFactory.Create(builder => builder.Services.Add(
            Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<Microsoft.Extensions.Logging.ILoggerProvider>(log)));
        await using var server = await GrpcRun.Start(
            GrpcRun.Greeter with { SayHello = _ => throw new InvalidOperationException("secret"), BidiHello = (_, _) => throw new InvalidOperationException("secret") }, options: GrpcOptions.Default with { Loggers = loggers });
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.BidiHello])
        {
            var answer = await server.Call(path, GrpcRun.Ask("Ada"));
            Assert.Equal(("Headers!", GrpcCode.Internal, "PANIC"), (answer.Shape, answer.Status, answer.Error!.Reason));
            Assert.DoesNotContain("secret", string.Join(' ', answer.Trailers.Select(field => field.Value)));
            Assert.Contains(log.Lines, line => line.Cause?.Message == "secret" && line.Text.Contains(path, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_call_says_who_called_what_where()
    {
        Call? seen = null;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => currentCall.Map(call => { seen = call; return new GreetReply(); }) });
        await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal(("grpc", server.Uri, GrpcRun.SayHello), (seen!.Kind, seen.Endpoint, seen.Operation.Name));
        Assert.Equal(System.Net.IPAddress.Loopback, Assert.IsType<System.Net.IPEndPoint>(seen.Peer).Address);
        Assert.Equal("grpc", server.Uri.Scheme);
        Assert.StartsWith("grpc://127.0.0.1:", server.Uri.ToString());
    }
}
