using Kratos.Reactive.Yaml;

namespace Kratos.Reactive.Tests;

/// <summary>The example of the README about codecs and replies, which is true as long as these pass.</summary>
public sealed class CodecExamples
{
    public sealed record Book(int Id, string Title, string Version = "1");

    public sealed record Key(int Id);

    static Eff<Book> Find(Key key) => SuccessEff(new Book(key.Id, "Emma"));

    static Eff<Unit> Remove(Key key) => unitEff;

    // docs:begin codecs
    static readonly HttpOptions Options = HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, Codec.Yaml] };

    static readonly Service Books = new Service("shop.v1.Books")
        .Unary<Book, Reply>("Add", book => SuccessEff(Reply.Created(book, $"/books/{book.Id}")), HttpRule.Post("/books"))
        .Unary<Key, Reply>("Find", key => Find(key).Map(book => new Reply(book).WithVersion(book.Version)), HttpRule.Get("/books/{id}"))
        .Unary<Key, Unit>("Remove", Remove, HttpRule.Delete("/books/{id}") with { Status = 204 })
        .WithRules("Find", rule => rule with { Envelope = book => new { code = 0, data = book } });
    // docs:end

    [Theory]
    [InlineData("POST /books HTTP/1.1\r\nContent-Type: application/yaml\r\nContent-Length: 20", "id: 7\ntitle: 'Emma'\n", 201, """{"id":7,"title":"Emma","version":"1"}""")]
    [InlineData("POST /books HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\nAccept: text/yaml", "id=7&title=Emma", 201, "id: 7\ntitle: Emma\nversion: \"1\"\n")]
    [InlineData("GET /books/7 HTTP/1.1", "", 200, """{"code":0,"data":{"id":7,"title":"Emma","version":"1"}}""")]
    [InlineData("GET /books/7 HTTP/1.1\r\nIf-None-Match: W/\"1\"", "", 304, "")]
    [InlineData("DELETE /books/7 HTTP/1.1", "", 204, "")]
    public async Task What_is_answered(string head, string body, int status, string reply)
    {
        await using var server = await Serving.Start(Options, Books);
        var answer = Answer.Of(await server.Raw($"{head}\r\nHost: x\r\nConnection: close\r\n\r\n{body}"));
        Assert.Equal((status, reply), (answer.Status, answer.Body));
        if (status == 201) Assert.Equal("/books/7", answer.Fields["Location"]);
    }
}
