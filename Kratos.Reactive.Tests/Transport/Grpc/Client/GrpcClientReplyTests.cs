using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What the client makes of answers. Numbers are those of the protocol's checklist and of its pitfalls.</summary>
public sealed partial class GrpcClientReplyTests
{
    static readonly byte[] hello = RawStream.Framed(new Greeting { Message = "hello" }.ToByteArray());

    static async Task<Fin<Reply>> Answered(Func<RawStream, Task> script, Func<GrpcCallOptions, GrpcCallOptions>? call = null)
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Message();
            await script(stream);
        });
        await using var client = await Called.At(server, call);
        return await client.Asked();
    }

    static async Task<(int, string)> Failure(Func<RawStream, Task> script) => Code((await Answered(script)).Error);

    static (int, string) Code(Error error) => (error.Code, error.Reason);

    static string Text(Fin<Reply> end) => ((Greeting)end.ThrowIfFail().Message).Message;

    [Fact]
    public async Task Point_4_a_message_may_come_in_frames_of_one_byte_with_empty_ones_between() => Assert.Equal("hello", Text(await Answered(async stream =>
    {
        await stream.Headers();
        foreach (var one in hello)
        {
            await stream.Data([one]);
            await stream.Data([]);
        }

        await stream.Ok();
    })));

    [Fact]
    public async Task Point_4_many_messages_may_come_in_one_frame_with_empty_messages_among_them()
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Message();
            await stream.Headers();
            await stream.Data([.. hello, 0, 0, 0, 0, 0, .. hello, .. hello[..3]]);
            await stream.Data(hello[3..]);
            await stream.Ok();
        });
        await using var client = await Called.At(server);
        var all = (await client.All(Called.Replies, Observable.Return(new Ask()))).ThrowIfFail();
        Assert.Equal(["hello", "", "hello", "hello"], all.Select(reply => reply.Message));
    }

    [Fact]
    public async Task Point_4_header_fields_may_be_split_at_every_byte() => Assert.Equal("hello", Text(await Answered(async stream =>
    {
        var block = RawHpack.Write([.. RawStream.Opening, ("a", "1")]);
        await stream.Connection.Split(stream.Id, false, [.. block.Select(static one => new[] { one })]);
        await stream.Data(hello);
        await stream.Ok();
    })));

    [Fact]
    public async Task Point_6_header_fields_and_trailers_reach_the_reply_apart()
    {
        var reply = (await Answered(async stream =>
        {
            await stream.Headers(("a", "1"), ("a", "2"), ("b-bin", "AQ==,Ag"), ("expires", "never"));
            await stream.Data(hello);
            await stream.End(("grpc-status", "0"), ("c", "3"));
        })).ThrowIfFail();
        Assert.Equal(Headers.Empty.Add("a", "1").Add("a", "2").Add("b-bin", "AQ").Add("b-bin", "Ag").Add("expires", "never"), reply.Headers);
        Assert.Equal(Headers.Empty.Add("c", "3"), reply.Trailers);
    }

    [Fact]
    public async Task Point_8_a_status_is_read_from_trailers_and_its_text_decoded()
    {
        var error = (await Answered(async stream =>
        {
            await stream.Headers();
            await stream.End(("grpc-status", "5"), ("grpc-message", "caf%C3%A9 %zz 100%"));
        })).Error;
        Assert.Equal(new Error(404, "NOT_FOUND", "café %zz 100%"), error);
    }

    [Fact]
    public async Task Point_8_a_status_may_come_alone() => Assert.Equal((404, "NOT_FOUND"), await Failure(stream => stream.Only(("grpc-status", "5"))));

    [Fact]
    public async Task Point_8_a_status_that_is_no_number_is_unknown() => Assert.Equal((500, "UNKNOWN"), await Failure(stream => stream.Only(("grpc-status", "x"))));

    [Fact]
    public void Point_8_every_error_survives_the_wire() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(AnyError(), error =>
    {
        var status = GrpcStatus.Of(error);
        return Answered(stream => stream.Only(("grpc-status", status.Text), ("grpc-message", GrpcMessage.Encode(status.Message)), ("grpc-status-details-bin", status.Details))).GetAwaiter().GetResult().Error.Equals(error);
    }));

    static Arbitrary<Error> AnyError() => Arb.From(
        from code in Gen.Elements(400, 404, 409, 418, 429, 499, 500, 503, 504, 599, 1001)
        from reason in Gen.Elements("USER_NOT_FOUND", "CANCELLED", "DATA_LOSS", "", "Ä")
        from message in Gen.Elements("", "gone", " 100 % \n", "日本語")
        from key in Gen.Elements("", "a", "ключ")
        select new Error(code, reason, message) { Metadata = key == "" ? ValueMap.Empty : new Dictionary<string, string> { [key] = message } });

    [Theory]
    [InlineData("400", 500, "INTERNAL")]
    [InlineData("401", 401, "UNAUTHENTICATED")]
    [InlineData("403", 403, "PERMISSION_DENIED")]
    [InlineData("404", 501, "UNIMPLEMENTED")]
    [InlineData("429", 503, "UNAVAILABLE")]
    [InlineData("431", 500, "INTERNAL")]
    [InlineData("502", 503, "UNAVAILABLE")]
    [InlineData("418", 500, "UNKNOWN")]
    public async Task Point_9_an_answer_without_a_status_means_what_its_HTTP_status_does(string status, int code, string reason) =>
        Assert.Equal((code, reason), await Failure(stream => stream.Connection.Frame(1, 5, stream.Id, RawHpack.Write((":status", status), ("content-type", "text/html")))));

    [Fact]
    public async Task Point_9_a_status_of_gRPC_wins_over_that_of_HTTP() =>
        Assert.Equal((404, "NOT_FOUND"), await Failure(stream => stream.Connection.Frame(1, 5, stream.Id, RawHpack.Write((":status", "502"), ("grpc-status", "5")))));

    [Fact]
    public async Task Point_9_an_end_without_a_status_is_unknown() => Assert.Equal((500, "UNKNOWN"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello, end: true);
    }));

    [Fact]
    public async Task Point_9_what_is_not_gRPC_is_unknown() =>
        Assert.Equal((500, "UNKNOWN"), await Failure(stream => stream.Connection.Frame(1, 5, stream.Id, RawHpack.Write((":status", "200"), ("content-type", "text/html")))));

    [Fact]
    public async Task Point_9_an_interim_answer_is_passed_over() => Assert.Equal("hello", Text(await Answered(async stream =>
    {
        await stream.Connection.Frame(1, 4, stream.Id, RawHpack.Write((":status", "103"), ("link", "x")));
        await stream.Headers();
        await stream.Data(hello);
        await stream.Ok();
    })));

    [Fact]
    public async Task Point_13_no_reply_to_a_unary_call_is_unimplemented() => Assert.Equal((501, "UNIMPLEMENTED"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Ok();
    }));

    [Fact]
    public async Task Point_13_a_second_reply_to_a_unary_call_is_unimplemented() => Assert.Equal((501, "UNIMPLEMENTED"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data([.. hello, .. hello]);
        await stream.Ok();
    }));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Point_13_a_client_stream_gives_one_reply_or_is_unimplemented(int replies)
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Headers();
            for (var i = 0; i < replies; i++) await stream.Data(hello);
            await stream.Ok();
        });
        await using var client = await Called.At(server);
        Assert.Equal((501, "UNIMPLEMENTED"), Code((await client.All(Called.Greetings, Observable.Return(new Ask()))).Error));
    }

    [Fact]
    public async Task Point_13_and_P19_a_reply_over_the_limit_is_refused_by_its_header_and_the_call_reset()
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Headers();
            await stream.Data([0, 0, 0, 0, 101]);
        });
        await using var client = await Called.At(server, call => call with { MaxReceive = 100 });
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), Code((await client.Asked()).Error));
        Assert.Equal(8, await Assert.Single(server.Streams).WasCut());
    }

    [Fact]
    public async Task Point_17_a_reply_that_asks_for_a_dictionary_is_an_internal_failure() => Assert.Equal((500, "GRPC_MESSAGE_INVALID"), await Failure(static async stream =>
    {
        await stream.Headers(("grpc-encoding", "deflate"));
        await stream.Data(RawStream.Framed([0x78, 0x20, 0, 0, 0, 1, 0], flag: 1));
        await stream.Ok();
    }));

    [Fact]
    public async Task Point_13_bytes_that_are_no_message_are_an_internal_failure() => Assert.Equal((500, "CODEC"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(RawStream.Framed([0xff, 0xff]));
        await stream.Ok();
    }));
}
