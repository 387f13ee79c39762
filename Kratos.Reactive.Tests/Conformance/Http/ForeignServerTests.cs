using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Binding;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Our client and a server that is not ours, in Node: what Node reads of a request is what was meant.</summary>
public sealed class ForeignServerTests : IAsyncLifetime
{
    static readonly string peer = Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "peers", "kratos.js");

    Program server = null!;
    HttpCalled client = null!;

    public async ValueTask InitializeAsync()
    {
        server = Program.Start("node", peer);
        client = await HttpCalled.At(await server.Line("http://"));
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    async Task<IReadOnlyList<string>> Seen(HttpRule rule, Asked message) => [.. ((Asked)(await client.Ask(HttpCalled.Of(rule), message)).ThrowIfFail().Message).TestRepeated];

    [Theory]
    [InlineData("kratos")]
    [InlineData("a/b?c#d %")]
    [InlineData("../admin")]
    [InlineData("日本語 \U0001F600")]
    [InlineData("a;b=c&d+e:f@g,$!~*'()[]{}|^`\"<>\\\u007f\r\n")]
    [InlineData("%2F%00%zz")]
    public async Task A_text_in_the_path_and_in_the_query_is_read_as_it_was_meant(string text) =>
        Assert.Equal(["GET", "x", text, "y", "optString", text], await Seen(HttpRule.Get("/x/{name}/y"), new Asked { Name = text, OptString = text }));

    [Fact]
    public async Task Slashes_of_a_variable_of_several_segments_are_slashes() => Assert.Equal(["GET", "x", "a b", "c%2Fd", "y"], await Seen(HttpRule.Get("/x/{name=**}/y"), new Asked { Name = "a b/c%2Fd" }));

    [Fact]
    public async Task The_query_has_every_field_by_its_name_in_JSON() => Assert.Equal(
        ["GET", "x", "optInt32", "-1", "sub.naming", "s", "test_repeated", "1", "test_repeated", "", "updateMask", "optInt32,sub.name"],
        await Seen(HttpRule.Get("/x"), new Asked { OptInt32 = -1, Sub = new Sub { Name = "s" }, TestRepeated = { "1", "" }, UpdateMask = new FieldMask { Paths = { "opt_int32", "sub.name" } } }));

    [Fact]
    public async Task A_body_is_under_the_name_that_Go_Kratos_reads_as_the_canonical_JSON() => Assert.Equal(
        ["PATCH", "x", "n", "optInt64", "9", "application/protojson", """{"naming":"s"}"""],
        await Seen(new HttpRule("PATCH", "/x/{name}") { Body = "sub" }, new Asked { Name = "n", OptInt64 = 9, Sub = new Sub { Name = "s" } }));

    [Fact]
    public async Task Its_failures_are_ours()
    {
        Assert.Equal(new Error(404, "USER_NOT_FOUND", "no user").WithMetadata("id", "7"), (await client.Ask(HttpCalled.Of(HttpRule.Get("/fail/404")))).Error);
        var page = (await client.Ask(HttpCalled.Of(HttpRule.Get("/page/502")))).Error;
        Assert.Equal((502, "text/html: <h1>no</h1>"), (page.Code, page.Cause?.Message));
    }

    [Fact]
    public async Task A_large_reply_comes_packed_and_a_header_field_arrives()
    {
        var text = new string('x', 5000);
        var reply = (await client.Ask(HttpCalled.Of(HttpRule.Post("/x")), new Asked { Name = text }, Headers.Empty.Add("x-mine", "1"))).ThrowIfFail();
        Assert.Equal(("1", $$"""{"name":"{{text}}"}"""), ((Asked)reply.Message) is var asked ? (asked.Name, asked.TestRepeated[^1]) : default);
        Assert.Equal("chunked", reply.Headers.Find("transfer-encoding"));
    }
}
