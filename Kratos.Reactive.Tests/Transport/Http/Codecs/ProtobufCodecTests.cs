using Google.Protobuf;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

/// <summary>The wire format of protobuf as bodies.</summary>
public sealed class ProtobufCodecTests : EchoTests
{
    static readonly Complex Full = new() { Id = 7, Strings = { "a", "b" }, Map = { ["k"] = "ü" }, Bytes = ByteString.CopyFrom(1, 255), Sex = Sex.Woman };

    [Fact]
    public async Task A_message_goes_both_ways_as_its_bytes()
    {
        var (status, type, bytes) = await Send("/complex", Full.ToByteArray(), "application/x-protobuf", "application/protobuf");
        Assert.Equal((200, "application/protobuf"), (status, type));
        Assert.Equal(Full, Complex.Parser.ParseFrom(bytes));
    }

    [Fact]
    public async Task The_reply_may_be_JSON_all_the_same()
    {
        var (_, type, bytes) = await Send("/complex", Full.ToByteArray(), "application/proto", "*/*");
        Assert.Equal(("application/json", Full), (type, JsonParser.Default.Parse<Complex>(System.Text.Encoding.UTF8.GetString(bytes))));
    }

    [Fact]
    public async Task The_path_and_the_query_go_with_the_bytes_of_one_field()
    {
        var (_, _, bytes) = await Send("/hello/n?optInt32=5", new Sub { Name = "s" }.ToByteArray(), "application/protobuf", "application/protobuf", "PATCH");
        Assert.Equal(new Binding.HelloRequest { Name = "n", Sub = new Sub { Name = "s" }, OptInt32 = 5 }, Binding.HelloRequest.Parser.ParseFrom(bytes));
    }

    [Fact]
    public async Task One_field_of_the_reply_is_its_bytes_and_one_that_is_not_set_has_none()
    {
        var (_, _, bytes) = await Send("/hello/x/sub", [], "application/protobuf", "application/protobuf", "PATCH");
        Assert.Equal(new Sub { Name = "x" }, Sub.Parser.ParseFrom(bytes));
    }

    [Fact]
    public async Task A_list_has_no_bytes_of_its_own_and_is_not_offered()
    {
        var (status, _, body) = await Send("/complex/strings", [1], "application/protobuf", "*/*");
        Assert.Equal(415, status);
        Assert.Contains("send application/json\"", System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0x0a, 0x05, 0x41 })]
    public async Task Bytes_that_are_no_message_are_400(byte[] bytes)
    {
        var (status, _, body) = await Send("/complex", bytes, "application/protobuf", "*/*");
        Assert.Equal((400, """{"code":400,"reason":"CODEC","message":"these bytes are no binding.Complex","metadata":{}}"""), (status, System.Text.Encoding.UTF8.GetString(body)));
    }

    [Fact]
    public async Task No_bytes_are_the_empty_message()
    {
        var (status, type, bytes) = await Send("/complex", [], "application/protobuf", "application/protobuf");
        Assert.Equal((200, "application/protobuf", 0), (status, type, bytes.Length));
    }

    [Fact]
    public async Task W_HTTP_6_a_reply_that_is_no_message_is_406_and_no_panic()
    {
        await using var server = await Serving.Start(new Zoo().Service);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/animals/x") { Headers = { { "Accept", "application/proto" } } };
        using var reply = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(406, (int)reply.StatusCode);
    }

    async Task<(int Status, string Type, byte[] Body)> Send(string path, byte[] body, string type, string accept, string verb = "POST")
    {
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", type } } };
        using var request = new HttpRequestMessage(new(verb), path) { Content = content, Headers = { { "Accept", accept } } };
        using var reply = await Server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)reply.StatusCode, reply.Content.Headers.ContentType?.ToString() ?? "", await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
