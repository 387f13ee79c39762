using System.IO.Compression;
using FsCheck.Fluent;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

// How replies end, and how they are compressed.
public sealed partial class GrpcClientReplyTests
{
    [Theory]
    [InlineData(0x0, 500, "INTERNAL")]
    [InlineData(0x1, 500, "INTERNAL")]
    [InlineData(0x2, 500, "INTERNAL")]
    [InlineData(0x3, 500, "INTERNAL")]
    [InlineData(0x4, 500, "INTERNAL")]
    [InlineData(0x5, 500, "INTERNAL")]
    [InlineData(0x6, 500, "INTERNAL")]
    [InlineData(0x9, 500, "INTERNAL")]
    [InlineData(0xa, 500, "INTERNAL")]
    [InlineData(0xd, 500, "INTERNAL")]
    [InlineData(0x99, 500, "INTERNAL")]
    [InlineData(0x8, 499, "CANCELLED")]
    [InlineData(0xb, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(0xc, 403, "PERMISSION_DENIED")]
    public async Task Point_14_and_P18_a_reset_before_data_means_what_its_code_does(int reset, int code, string reason) =>
        Assert.Equal((code, reason), await Failure(stream => stream.Abort(reset)));

    [Theory]
    [InlineData(0x2, 500, "INTERNAL")]
    [InlineData(0x3, 500, "INTERNAL")]
    [InlineData(0x7, 503, "UNAVAILABLE")]
    [InlineData(0x8, 499, "CANCELLED")]
    [InlineData(0xb, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(0xc, 403, "PERMISSION_DENIED")]
    [InlineData(0xd, 500, "INTERNAL")]
    public async Task Point_14_and_P18_a_reset_after_data_too(int reset, int code, string reason) => Assert.Equal((code, reason), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello);
        await stream.Abort(reset);
    }));

    [Fact]
    public async Task Point_14_and_P18_a_reset_in_the_middle_of_a_message_too() => Assert.Equal((500, "INTERNAL"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello[..7]);
        await stream.Abort(2);
    }));

    [Fact]
    public async Task Point_15_the_status_comes_after_the_messages_that_came_before_it()
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Headers();
            await stream.Data([.. hello, .. hello]);
            await stream.End(("grpc-status", "14"), ("grpc-message", "later"));
        });
        await using var client = await Called.At(server);
        var seen = await client.Stream(Called.Replies, Observable.Return(new Ask())).Materialize().ToList().SingleEff().RunAsync(Env.System);
        Assert.Equal(["hello", "hello"], seen.Value.Take(2).Select(one => one.Value.Message));
        Assert.Equal(new Error(503, "UNAVAILABLE", "later"), Assert.IsType<ErrorException>(seen.Value[2].Exception).Error);
    }

    [Fact]
    public async Task A_status_tells_more_than_the_half_message_before_it() => Assert.Equal((429, "RESOURCE_EXHAUSTED"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello[..7]);
        await stream.End(("grpc-status", "8"));
    }));

    [Fact]
    public async Task A_message_that_is_cut_short_is_an_internal_failure() => Assert.Equal((500, "GRPC_FRAME_INVALID"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello[..7]);
        await stream.Ok();
    }));

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Point_17_a_compressed_reply_is_unpacked(string encoding) => Assert.Equal("hello", Text(await Answered(async stream =>
    {
        using var packed = new MemoryStream();
        await using (Stream to = encoding == "gzip" ? new GZipStream(packed, CompressionMode.Compress, true) : new ZLibStream(packed, CompressionMode.Compress, true)) await to.WriteAsync(hello.AsMemory(5));
        await stream.Headers(("grpc-encoding", encoding));
        await stream.Data(RawStream.Framed(packed.ToArray(), 1));
        await stream.Ok();
    })));

    [Theory]
    [InlineData("snappy")]
    [InlineData("identity")]
    public async Task Point_17_a_compressed_reply_in_an_encoding_that_is_not_known_is_an_internal_failure(string encoding) => Assert.Equal((500, "GRPC_FRAME_INVALID"), await Failure(async stream =>
    {
        await stream.Headers(("grpc-encoding", encoding));
        await stream.Data(RawStream.Framed([1], 1));
        await stream.Ok();
    }));

    [Fact]
    public async Task Point_17_a_bomb_is_refused_while_it_is_unpacked() => Assert.Equal((429, "RESOURCE_EXHAUSTED"), await Failure(async stream =>
    {
        using var packed = new MemoryStream();
        await using (var to = new GZipStream(packed, CompressionMode.Compress, true)) await to.WriteAsync(new byte[5 * 1024 * 1024]);
        await stream.Headers(("grpc-encoding", "gzip"));
        await stream.Data(RawStream.Framed(packed.ToArray(), 1));
        await stream.Ok();
    }));

    [Fact]
    public async Task P18_trailers_over_the_limit_exhaust_a_resource() => Assert.Equal((429, "RESOURCE_EXHAUSTED"), await Failure(async stream =>
    {
        await stream.Headers();
        await stream.Data(hello);
        var block = RawHpack.Write([("grpc-status", "0"), .. Enumerable.Range(0, 70).Select(static n => ($"f{n}", new string('v', 1000)))]);
        await stream.Connection.Split(stream.Id, true, [.. block.Chunk(16_000)]);
    }));

    [Fact]
    public async Task P18_header_fields_over_the_limit_exhaust_a_resource_too() => Assert.Equal((429, "RESOURCE_EXHAUSTED"), await Failure(async stream =>
    {
        var block = RawHpack.Write([.. RawStream.Opening, .. Enumerable.Range(0, 70).Select(static n => ($"f{n}", new string('v', 1000)))]);
        await stream.Connection.Split(stream.Id, false, [.. block.Chunk(16_000)]);
        await stream.Ok();
    }));

    [Fact]
    public async Task The_fields_of_a_call_that_failed_are_there_for_who_looks()
    {
        await using var server = new RawServer(async stream =>
        {
            await stream.Headers(("a", "1"));
            await stream.End(("grpc-status", "5"), ("b", "2"));
        });
        await using var client = await Called.At(server);
        var fields = new ReplyFields();
        Assert.True((await client.Asked(client.Env.With(ReplyFields.Key, fields))).IsFail);
        Assert.Equal(Headers.Empty.Add("a", "1"), (await fields.Headers.SingleEff().RunAsync(Env.System)).Value);
        Assert.Equal(Headers.Empty.Add("b", "2"), (await fields.Trailers.SingleEff().RunAsync(Env.System)).Value);
    }
}
