using System.Text.Json;

namespace Kratos.Reactive.Tests;

/// <summary>Variables of a path that are inside a member of a plain record.</summary>
public sealed class RecordPathTests
{
    public sealed record Author(string Id, string Name = "", int Age = 0, Author? Teacher = null);

    public sealed record Book(string Title = "", Author? Author = null);

    static Service Service(HttpRule rule) => new Service("x.Books").Unary<Book, Book>("Find", SuccessEff, rule);

    static async Task<Answer> Ask(HttpRule rule, string target, string body = "")
    {
        await using var server = await Serving.Start(Service(rule));
        return Answer.Of(await server.Raw($"{rule.Verb} {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
    }

    [Theory]
    [InlineData("/authors/7", "", """{"title":"","author":{"id":"7","name":"","age":0,"teacher":null}}""")]
    [InlineData("/authors/a%2Fb?title=x&author.name=Ada&author.id=9", "", """{"title":"x","author":{"id":"a/b","name":"Ada","age":0,"teacher":null}}""")]
    public async Task It_is_set_beside_what_the_query_says_and_has_the_last_word(string target, string body, string reply) =>
        Assert.Equal((200, reply), await Ask(HttpRule.Get("/authors/{author.id}"), target, body) is var answer ? (answer.Status, answer.Body) : default);

    [Theory]
    [InlineData("""{"title":"x","author":{"ID":"9","name":"Ada"}}""", """{"title":"x","author":{"id":"7","name":"Ada","age":0,"teacher":null}}""")]
    [InlineData("""{"Author":null}""", """{"title":"","author":{"id":"7","name":"","age":0,"teacher":null}}""")]
    [InlineData("", """{"title":"","author":{"id":"7","name":"","age":0,"teacher":null}}""")]
    public async Task It_is_set_beside_what_the_body_says(string body, string reply) =>
        Assert.Equal((200, reply), await Ask(HttpRule.Post("/authors/{author.id}"), "/authors/7", body) is var answer ? (answer.Status, answer.Body) : default);

    [Fact]
    public async Task The_way_may_be_longer() =>
        Assert.Contains("\"teacher\":{\"id\":\"8\"", (await Ask(HttpRule.Get("/authors/{author.id}/{author.teacher.id}"), "/authors/7/8")).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("/x/{author.age}", "/x/old", "", "author.age: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("/x/{author.age}", "/x/%ff", "", "author.age: is not percent-encoded UTF-8")]
    [InlineData("/x/{author.id}", "/x/7", """{"author":"me"}""", "author: must be an object")]
    [InlineData("/x/{author.id}", "/x/7", """{"title":"a","title":"b"}""", "title: is there twice")]
    public async Task What_is_none_of_its_values_names_the_way_to_it(string path, string target, string body, string why)
    {
        var answer = await Ask(body.Length > 0 ? HttpRule.Post(path) : HttpRule.Get(path), target, body);
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal((400, why), (answer.Status, json.RootElement.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("/x/{author.nobody}")]
    [InlineData("/x/{title.length}")]
    [InlineData("/x/{author.teacher}")]
    public async Task What_is_not_there_is_a_failure_of_the_start(string path) =>
        Assert.Equal("BAD_RULE", (await Server.Http("http://127.0.0.1:0", Service(HttpRule.Get(path))).Listen.Allocate.RunAsync(Env.System)).Error.Reason);

    [Fact]
    public async Task A_client_calls_by_it()
    {
        var service = Service(HttpRule.Get("/authors/{author.id}"));
        await using var server = await Serving.Start(service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        var book = new Book("a b", new Author("7/8", "Ada", 36, new Author("9")));
        Assert.Equal(book, (await client.Ask(service.Methods[0], book)).ThrowIfFail().Message);
        Assert.Equal("author.id: is a part of the path, and must not be empty", (await client.Ask(service.Methods[0], new Book("x"))).Error.Message);
    }

    [Fact]
    public async Task What_is_in_the_path_is_not_in_the_query()
    {
        await using var raw = RawHttp.Of(static _ => RawHttp.Answer(200, "{}"));
        await using var client = await HttpCalled.At(raw.Address);
        await client.Ask(Service(HttpRule.Get("/authors/{author.id}")).Methods[0], new Book("x", new Author("7")));
        Assert.Equal("GET /authors/7?author.age=0&author.name=&title=x HTTP/1.1", Assert.Single(raw.Asks).Line);
    }
}
