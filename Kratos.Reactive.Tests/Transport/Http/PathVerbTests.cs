using Microsoft.AspNetCore.Builder;

namespace Kratos.Reactive.Tests;

/// <summary>Verbs of paths, and values that look like one: the colon of a verb is sent as it is, that of a value escaped.</summary>
public sealed class PathVerbTests
{
    public sealed record Named(string Id);

    static Service Books { get; } = new Service("x.Books")
        .Unary<Named, string>("Get", static named => SuccessEff($"get {named.Id}"), HttpRule.Get("/v1/{id}"))
        .Unary<Named, string>("Raw", static named => SuccessEff($"raw {named.Id}"), HttpRule.Get("/v1/{id}:raw"))
        .Unary<Unit, string>("List", static _ => SuccessEff("list"), HttpRule.Get("/v1/books:list"))
        .Unary<Named, string>("Tree", static named => SuccessEff($"tree {named.Id}"), HttpRule.Get("/trees/{id=**}"))
        .Unary<Named, string>("Fell", static named => SuccessEff($"fell {named.Id}"), HttpRule.Get("/trees/{id=**}:fell"))
        .Unary<Named, string>("Leaf", static named => SuccessEff($"leaf {named.Id}"), HttpRule.Get("/woods/{id=**}/leaves"))
        .Unary<Named, string>("Rake", static named => SuccessEff($"rake {named.Id}"), HttpRule.Get("/woods/{id=**}/leaves:rake"));

    [Theory]
    [InlineData("/v1/x", "get x")]
    [InlineData("/v1/x:raw", "raw x")]
    [InlineData("/v1/x:RAW/", "raw x")]
    [InlineData("/v1/x:r%61w", "raw x")]
    [InlineData("/v1/x%3Araw", "get x:raw")]
    [InlineData("/v1/x%3araw", "get x:raw")]
    [InlineData("/v1/x%3Araw:raw", "raw x:raw")]
    [InlineData("/v1/x%2Fy:raw", "raw x/y")]
    [InlineData("/v1/a:b%3Araw", "get a:b:raw")]
    [InlineData("/v1/books:list", "list")]
    [InlineData("/v1/books%3Alist", "get books:list")]
    [InlineData("/v1/b%6foks:list", "list")]
    [InlineData("/trees/a/b", "tree a/b")]
    [InlineData("/trees/a/b:fell", "fell a/b")]
    [InlineData("/trees/a/b%3Afell", "tree a/b:fell")]
    [InlineData("/woods/a/leaves", "leaf a")]
    [InlineData("/woods/a/leaves:rake", "rake a")]
    [InlineData("/woods/a/leaves%3Arake", null)]
    [InlineData("/v1/x%253Araw", "get x%3Araw")]
    [InlineData("/a/../v1/x%3Araw", "get x:raw")]
    [InlineData("/v1/%2e%2e/v1/x:raw", "raw x")]
    [InlineData("/v1/shelf%3Asell", "get shelf:sell")]
    public async Task A_verb_is_a_verb_and_a_value_a_value(string path, string? reply)
    {
        foreach (var options in new[] { HttpOptions.Default, HttpOptions.Default with { App = static app => app.UsePathBase("/base") } })
        {
            await using var server = await Serving.Start(options, Books);
            foreach (var before in options == HttpOptions.Default ? [""] : new[] { "", "/base" })
            {
                var answer = Answer.Of(await server.Raw($"GET {before}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
                Assert.Equal(reply is null ? (404, "") : (200, $"\"{reply}\""), (answer.Status, reply is null ? "" : answer.Body));
            }
        }
    }

    [Theory]
    [InlineData("x:raw")]
    [InlineData("books:list")]
    [InlineData(":raw")]
    [InlineData("x%3Araw")]
    [InlineData("a/b:raw")]
    public async Task What_our_client_asks_one_method_no_other_answers(string id)
    {
        await using var server = await Serving.Start(Books);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Assert.Equal($"get {id}", (await client.Ask(Books.Methods[0], new Named(id))).ThrowIfFail().Message);
        Assert.Equal($"raw {id}", (await client.Ask(Books.Methods[1], new Named(id))).ThrowIfFail().Message);
    }
}
