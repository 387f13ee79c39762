using System.IO.Compression;
using System.Text;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Replies, the shared rows under their names.</summary>
public sealed class HttpClientReplyTests
{
    static async Task<Fin<Reply>> Reply(string body, string contentType, Method? method = null, Func<HttpClientOptions, HttpClientOptions>? options = null) =>
        (await HttpCalled.Answered(_ => RawHttp.Answer(200, body, contentType), method, options)).End;

    static void Is(string name, Fin<Reply> end) => Assert.Equal(new Asked { Name = name }, end.ThrowIfFail().Message);

    static void Refused(string message, Fin<Reply> end) => Assert.Equal((500, "CODEC", message), (end.Error.Code, end.Error.Reason, end.Error.Message));

    [Theory]
    [InlineData("RE17", "")]
    [InlineData("", "application/json")]
    [InlineData("", "application/json; charset=utf-8")]
    [InlineData("", "Application/ProtoJSON")]
    [InlineData("", "application/vnd.x+json")]
    [InlineData("fallback", "text/plain")]
    public async Task RE17_a_reply_is_read_by_its_content_type_and_as_JSON_when_that_says_nothing(string row, string contentType)
    {
        Assert.NotNull(row);
        Is("a", await Reply("""{"name":"a","unknown":1}""", contentType));
    }

    [Fact]
    public async Task RE17_what_cannot_be_read_is_the_servers_fault_and_says_where()
    {
        Refused("the reply of /binding.Echo/Hello cannot be read: the body is not JSON: line 1, position 2", await Reply("{badjson}", ""));
        Refused("the reply of /binding.Echo/Hello, which is application/json, cannot be read: sub.naming: must be a text", await Reply("""{"sub":{"naming":1}}""", "application/json"));
        Refused("the reply of /binding.Echo/Hello, which is text/html, cannot be read: the body is not JSON: line 1, position 1", await Reply("<html>", "text/html"));
    }

    [Fact]
    public async Task RE18_raw_bytes_come_with_their_type()
    {
        var raw = (Kratos.Reactive.Protos.Api.HttpBody)(await Reply("%PDF", "application/pdf", HttpCalled.Of<Asked, Kratos.Reactive.Protos.Api.HttpBody>(HttpRule.Get("/x")))).ThrowIfFail().Message;
        Assert.Equal(("application/pdf", "%PDF"), (raw.ContentType, raw.Data.ToStringUtf8()));
    }

    [Fact]
    public async Task RE21_an_empty_reply_is_an_empty_message()
    {
        Assert.Equal(new Asked(), (await Reply("", "application/json")).ThrowIfFail().Message);
        Assert.Equal(new Asked(), (await HttpCalled.Answered(static _ => "HTTP/1.1 204 No Content\r\n\r\n")).End.ThrowIfFail().Message);
    }

    [Fact]
    public async Task CS13_a_format_of_the_clients_own_is_read_by_its_name()
    {
        var own = Codec.Of("text/x-own", static (_, _) => Unit.Default, static (_, bytes) => Fin<object>.Succ(new Asked { Name = Encoding.UTF8.GetString(bytes.Span) }));
        Is("own", await Reply("own", "text/x-own", options: options => options with { Codecs = [Codec.Json, own] }));
        Is("json", await Reply("""{"name":"json"}""", "application/json", options: options => options with { Codecs = [Codec.Json, own] }));
    }

    [Fact]
    public async Task A_reply_may_be_as_large_as_allowed_and_no_larger()
    {
        var (whole, body) = (new Asked { Name = new string('x', 89) }, $$"""{"name":"{{new string('x', 89)}}"}""");
        Assert.Equal(100, body.Length);
        Assert.Equal(whole, (await Reply(body, "", options: static options => options with { Call = options.Call with { MaxReceive = 100 } })).ThrowIfFail().Message);
        var end = await Reply(body, "", options: static options => options with { Call = options.Call with { MaxReceive = 99 } });
        Assert.Equal((429, "RESOURCE_EXHAUSTED", "the reply of /binding.Echo/Hello is larger than 99 bytes"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    static byte[] Packed(string body, Func<Stream, Stream> packing)
    {
        using var packed = new MemoryStream();
        using (var writer = packing(packed)) writer.Write(Encoding.UTF8.GetBytes(body));
        return packed.ToArray();
    }

    static async Task<Fin<Reply>> Packed(string encoding, byte[] bytes)
    {
        await using var server = RawHttp.Of(_ => Task.FromResult<byte[]?>([.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes]));
        await using var client = await HttpCalled.At(server.Address);
        var end = await client.Ask(HttpCalled.Get);
        Assert.Contains("gzip", Assert.Single(server.Asks)["Accept-Encoding"]);
        return end;
    }

    [Fact]
    public async Task A_reply_may_be_packed()
    {
        Is("a", await Packed("gzip", Packed("""{"name":"a"}""", static stream => new GZipStream(stream, CompressionLevel.Fastest))));
        Is("a", await Packed("br", Packed("""{"name":"a"}""", static stream => new BrotliStream(stream, CompressionLevel.Fastest))));
        Assert.Equal("the reply cannot be unpacked", (await Packed("gzip", [1, 2, 3, 4])).Error.Message);
    }

    [Fact]
    public async Task A_small_packed_reply_that_is_a_large_one_is_cut_at_the_limit() =>
        Assert.Equal("RESOURCE_EXHAUSTED", (await Packed("gzip", Packed(new string(' ', 64 * 1024 * 1024), static stream => new GZipStream(stream, CompressionLevel.Fastest)))).Error.Reason);

    [Fact]
    public async Task A_reply_that_ends_early_is_a_lost_connection()
    {
        await using var server = RawHttp.Of(static ask => ask.Number == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{" : null);
        await using var client = await HttpCalled.At(server.Address);
        var asked = client.Ask(HttpCalled.Get);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        await server.DisposeAsync();
        Assert.Equal((503, "UNAVAILABLE"), (await asked).Error is var error ? (error.Code, error.Reason) : default);
    }

    [Fact]
    public async Task Header_fields_that_are_too_large_are_refused()
    {
        var end = (await HttpCalled.Answered(static _ => RawHttp.Answer(200, "{}", fields: $"x: {new string('x', 100_000)}\r\n"))).End;
        Assert.Equal((429, "RESOURCE_EXHAUSTED", "the header fields of the reply are larger than the client takes"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }
}
