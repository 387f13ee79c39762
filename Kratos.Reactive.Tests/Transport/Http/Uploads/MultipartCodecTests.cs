using System.Net;
using Google.Protobuf;
using Kratos.Reactive.Tests.Everything;
using RawFile = Kratos.Reactive.Tests.Binding.File;

namespace Kratos.Reactive.Tests;

/// <summary>Messages as forms with files: a file is the value of a field of bytes.</summary>
public sealed class MultipartCodecTests : IAsyncLifetime
{
    public sealed record Photo(string Title, byte[]? Picture = null, IReadOnlyList<byte[]>? More = null);

    static readonly HttpOptions options = HttpOptions.Default with { Codecs = [Codec.Json, Codec.Multipart], MaxBody = 100_000 };

    Every? heard;
    Serving server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Service Mirror => new MirrorService
    {
        Show = message =>
        {
            heard = message;
            return SuccessEff(message);
        },
    }.ToService();

    static Service Photos { get; } = Routes.Post<Photo, string>("/photos", static photo => SuccessEff($"{photo.Title} {photo.Picture?.Length} {photo.More?.Sum(static one => one.Length)}")).Post<RawFile, RawFile>("/raws", SuccessEff);

    public async ValueTask InitializeAsync() => server = await Serving.Start(options, Mirror, Photos);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task<(int Status, string Body)> Post(string path, MultipartFormDataContent form)
    {
        using (form)
        {
            using var reply = await server.Client.PostAsync(path, form, Token);
            return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(Token));
        }
    }

    static StringContent Text(string text) => new(text);

    static ByteArrayContent Bytes(params byte[] bytes) => new(bytes) { Headers = { ContentType = new("image/png") } };

    [Fact]
    public async Task Fields_are_fields_and_files_are_bytes()
    {
        var (status, body) = await Post("/every", new() { { Text("-7"), "i64" }, { Text("a"), "inner.name" }, { Text("v"), "texts[k]" }, { Text("x"), "strings" }, { Text("y"), "strings" }, { Bytes(1, 2, 255), "data", "a.png" }, { Bytes(1), "datas", "1" }, { Bytes(2), "datas", "2" }, { Bytes(3), "wrappedData", "w" }, { Bytes(9), "chosen_data", "c" } });
        Assert.True(status == 200, body);
        Assert.Equal(new Every { I64 = -7, Inner = new Inner { Name = "a" }, Texts = { ["k"] = "v" }, Strings = { "x", "y" }, Data = ByteString.CopyFrom(1, 2, 255), Datas = { ByteString.CopyFrom(1), ByteString.CopyFrom(2) }, WrappedData = ByteString.CopyFrom(3), ChosenData = ByteString.CopyFrom(9) }, heard);
    }

    [Fact]
    public async Task A_raw_body_inside_a_message_keeps_the_type_of_its_file()
    {
        var (status, body) = await Post("/raws", new() { { Text("n"), "name" }, { Bytes(1, 2), "content", "a.png" } });
        Assert.Equal((200, """{"name":"n","content":{"contentType":"image/png","data":"AQI="}}"""), (status, body));
    }

    [Fact]
    public async Task A_record_has_files_as_arrays_of_bytes() =>
        Assert.Equal((200, "\"t 3 2\""), await Post("/photos", new() { { Text("t"), "title" }, { Bytes(1, 2, 3), "picture", "p" }, { Bytes(1), "more", "1" }, { Bytes(2), "more", "2" } }));

    [Theory]
    [InlineData("/every", "text", "text: is a file, and must be a text")]
    [InlineData("/every", "inner", "inner: is a file, and must be an object")]
    [InlineData("/every", "strings", "strings: is a file, and must be a text")]
    [InlineData("/every", "structure", "structure: is a file, and must be an object")]
    [InlineData("/photos", "title", "title: is a file, and must be a text")]
    public async Task A_file_where_no_bytes_can_be(string path, string field, string message)
    {
        var (status, body) = await Post(path, new() { { Text("t"), "title" }, { Bytes(1), field, "f" } });
        Assert.Equal(400, status);
        Assert.Contains(message, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_for_one_value() => Assert.Contains("data: is given more than once", (await Post("/every", new() { { Bytes(1), "data", "1" }, { Bytes(2), "data", "2" } })).Body, StringComparison.Ordinal);

    [Fact]
    public async Task A_field_that_nobody_knows_is_left_alone() => Assert.Equal(200, (await Post("/every", new() { { Bytes(1), "unknown", "1" }, { Text("2"), "unknown2" } })).Status);

    [Fact]
    public async Task It_is_no_larger_than_any_body() => Assert.Contains("BODY_TOO_LARGE", (await Post("/every", new() { { Bytes(new byte[100_001]), "data", "1" } })).Body, StringComparison.Ordinal);

    [Fact]
    public async Task It_is_taken_only_where_it_is_asked_for_and_never_given()
    {
        await using var plain = await Serving.Start(Photos);
        using var form = new MultipartFormDataContent { { Text("t"), "title" } };
        using var refused = await plain.Client.PostAsync("/photos", form, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/every") { Headers = { { "Accept", "multipart/form-data" } } };
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotAcceptable, reply.StatusCode);
    }

    [Fact]
    public async Task A_rule_can_ask_for_it_alone()
    {
        await using var own = await Serving.Start(new Service("test.v1.Forms").Unary<Every, Every>("Show", SuccessEff, HttpRule.Post("/every") with { Codecs = [Codec.Multipart] }));
        using var form = new MultipartFormDataContent { { Text("7"), "i32" } };
        using var reply = await own.Client.PostAsync("/every", form, Token);
        Assert.Equal("""{"i32":7}""", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task What_it_looks_like_is_told() => await ApiJudge.Of(options, Photos, Uploading.Routed)
        .Right("/photos", "post", "", """{"title":"t","picture":"..","more":[".."]}""", "multipart/form-data").Wrong("/photos", "post", "", """{"picture":"x"}""", "multipart/form-data")
        .Right("/albums/{name}", "post", "", """{"year":1,"tags":["a"],"any":"..","list":[".."]}""", "multipart/form-data").Wrong("/albums/{name}", "post", "", """{"any":7}""", "multipart/form-data")
        .Agree();
}
