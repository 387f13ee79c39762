using System.Text;

namespace Kratos.Reactive.Tests;

public sealed class HttpContentTypeTests : ZooTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=\"UTF-8\"")]
    [InlineData("application/json ; x=y")]
    [InlineData("text/json")]
    [InlineData("application/merge-patch+json")]
    public async Task JSON_in_UTF_8_is_taken(string type) => Assert.Equal(200, (await Typed(type, """{"name":"x"}""")).Status);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("image/json")]
    [InlineData("*/*")]
    [InlineData("nonsense")]
    [InlineData("application/json,text/plain")]
    public async Task Another_content_type_is_415_and_named(string type) =>
        IsFailure(await Typed(type, """{"name":"x"}"""), 415, "CODEC", $"the content type '{type}' is not known: send application/json", ("contentType", type));

    [Fact]
    public async Task A_body_without_a_content_type_is_415() =>
        IsFailure(await Typed("", """{"name":"x"}"""), 415, "CODEC", "the body has no content type: send application/json", ("contentType", ""));

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        var content = Json("""{"name":"x"}""");
        content.Headers.ContentEncoding.Add("gzip");
        IsFailure(await Send(HttpMethod.Post, "/animals", content), 415, "CODEC", "the content encoding 'gzip' is not known: send the body unpacked", ("contentEncoding", "gzip"));
        Assert.Equal("identity", (await Raw("POST /animals HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1")).Fields["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("")]
    public async Task Without_a_body_the_content_type_does_not_matter(string type)
    {
        IsFieldFailure(await Typed(type, ""), "name", "is missing");
        Assert.Equal((200, "{}"), await Send(HttpMethod.Post, "/nothing", null) is var answer ? (answer.Status, answer.Body) : default);
    }

    Task<Answer> Typed(string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type.Length > 0) content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Send(HttpMethod.Post, "/animals", content);
    }
}
