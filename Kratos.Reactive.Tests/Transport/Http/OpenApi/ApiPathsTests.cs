using System.Text.Json.Nodes;

namespace Kratos.Reactive.Tests;

/// <summary>Templates of rules as paths of OpenAPI.</summary>
public sealed class ApiPathsTests
{
    public sealed record Ask(string Name = "", string Id = "", int Number = 0);

    static JsonNode Paths(params HttpRule[] rules) => ApiJudge.Of(HttpOptions.Default, rules.Aggregate(Routes.None, static (service, rule) => service.At<Ask, Ask>(rule, SuccessEff))).Document["paths"]!;

    static IEnumerable<string?> Names(JsonNode operation) => operation["parameters"]!.AsArray().Where(static one => (string?)one!["in"] == "path").Select(static one => (string?)one!["name"]);

    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a/{name}", "/a/{name}", "name")]
    [InlineData("/a/{name}:read", "/a/{name}:read", "name")]
    [InlineData("/a.b/v1.0:sort", "/a.b/v1.0:sort", "")]
    [InlineData("/{name=shelves/*}", "/shelves/{name}", "name")]
    [InlineData("/{name=shelves/*/books/*}:read", "/shelves/{name_1}/books/{name_2}:read", "name_1,name_2")]
    [InlineData("/files/{name=**}", "/files/{name}", "name")]
    [InlineData("/{name=trees/**}/leaves/{id}", "/trees/{name}/leaves/{id}", "name,id")]
    [InlineData("/a/*/{name}/*", "/a/{any_1}/{name}/{any_2}", "any_1,name,any_2")]
    [InlineData("/a%20b/%7Bx%7D/{number}", "/a%20b/%7Bx%7D/{number}", "number")]
    [InlineData("/gr\u00fc\u00dfe/{name}", "/gr%C3%BC%C3%9Fe/{name}", "name")]
    public void A_template_is_a_path_of_OpenAPI(string template, string path, string names)
    {
        var item = Assert.Single(Paths(HttpRule.Get(template)).AsObject());
        Assert.Equal(path, item.Key);
        Assert.Equal(names, string.Join(',', Names(item.Value!["get"]!)));
    }

    [Fact]
    public void What_is_one_path_to_OpenAPI_is_one_item_with_the_names_of_the_first()
    {
        var item = Assert.Single(Paths(HttpRule.Get("/a/{name}"), HttpRule.Delete("/a/{id}"), HttpRule.Post("/a/{number}")).AsObject());
        Assert.Equal(["/a/{name}", "get", "delete", "post"], item.Value!.AsObject().Select(static one => one.Key).Prepend(item.Key));
        Assert.All(item.Value!.AsObject(), static one => Assert.Equal(["name"], Names(one.Value!)));
        Assert.Equal("integer", (string?)item.Value!["post"]!["parameters"]![0]!["schema"]!["type"]);
    }

    [Fact]
    public void A_tail_whose_place_is_taken_is_told_with_one_segment_more() => Assert.Equal(
        ["/a/{id}", "/a/{name_1}/{name_2}", "/b/{id}", "/b/{name}/{number}", "/b/{name_1}/{name_2}/{name_3}"],
        Paths(HttpRule.Get("/a/{id}"), HttpRule.Get("/a/{name=**}"), HttpRule.Get("/b/{id}"), HttpRule.Get("/b/{name}/{number}"), HttpRule.Get("/b/{name=**}")).AsObject().Select(static one => one.Key));

    [Fact]
    public void A_verb_that_OpenAPI_does_not_know_stands_beside_those_it_does()
    {
        var item = Assert.Single(Paths(HttpRule.Get("/a"), new HttpRule("LIST", "/a"), new HttpRule("*", "/a") { Body = "*" }).AsObject()).Value!;
        Assert.Equal(["get", "x-additionalOperations"], item.AsObject().Select(static one => one.Key));
        Assert.Equal(["LIST", "*"], item["x-additionalOperations"]!.AsObject().Select(static one => one.Key));
    }

    [Fact]
    public void A_part_of_a_variable_says_what_the_whole_is() => Assert.Equal(
        ["A part of `name`, which is `shelves/*/files/**`.", "A part of `name`, which is `shelves/*/files/**`. Any number of segments: its slashes are slashes, not `%2F`."],
        Paths(HttpRule.Get("/{name=shelves/*/files/**}"))["/shelves/{name_1}/files/{name_2}"]!["get"]!["parameters"]!.AsArray().Where(static one => (string?)one!["in"] == "path").Select(static one => (string?)one!["description"]));
}
