namespace Kratos.Reactive.Tests;

public sealed class PathTemplateTests : EchoTests
{
    [Theory]
    [InlineData("/v1/shelves/a", """{"name":"shelves/a"}""")]
    [InlineData("/v1/shelves/a%20b", """{"name":"shelves/a b"}""")]
    [InlineData("/v1/shelves/a%2Fb", """{"name":"shelves/a%2Fb"}""")]
    [InlineData("/v1/shelves/a%2fb%3F", """{"name":"shelves/a%2fb?"}""")]
    [InlineData("/v1/shelves/a%252Fb", """{"name":"shelves/a%2Fb"}""")]
    [InlineData("/v1/shelves/a/", """{"name":"shelves/a"}""")]
    [InlineData("/v1/shelves/a/books/b:read", """{"name":"shelves/a/books/b"}""")]
    [InlineData("/v1/shelves/%C3%BC/books/b:c:read", """{"name":"shelves/ü/books/b:c"}""")]
    [InlineData("/v1/files", """{"name":"files"}""")]
    [InlineData("/v1/files/a", """{"name":"files/a"}""")]
    [InlineData("/v1/files/a/b%2Fc/d", """{"name":"files/a/b%2Fc/d"}""")]
    [InlineData("/v1/trees/a/b/leaves/c", """{"name":"c","sub":{"naming":"trees/a/b"}}""")]
    [InlineData("/v1/trees/leaves/c%2Fd", """{"name":"c/d","sub":{"naming":"trees"}}""")]
    [InlineData("/v1/trees/leaves/leaves/leaves/c", """{"name":"c","sub":{"naming":"trees/leaves/leaves"}}""")]
    [InlineData("/v1/trees/a/b:fell", """{"name":"trees/a/b"}""")]
    [InlineData("/v1/trees/a/leaves/b:fell", """{"name":"trees/a/leaves/b"}""")]
    [InlineData("/v1/trees/a%20b:fell", """{"name":"trees/a b"}""")]
    [InlineData("/v1/trees/a/b:fell/", """{"name":"trees/a/b"}""")]
    [InlineData("/v1/trees/a/leaves/c/", """{"name":"c","sub":{"naming":"trees/a"}}""")]
    [InlineData("/v1/files/a/", """{"name":"files/a/"}""")]
    [InlineData("/v1.0/a.b/x/y%2Fz", """{"name":"y/z"}""")]
    [InlineData("/v1/x/../shelves/a%20b", """{"name":"shelves/a b"}""")]
    [InlineData("/v1/x/%2e%2E/shelves/./a%252Fb", """{"name":"shelves/a%2Fb"}""")]
    [InlineData("http://x/v1/shelves/a%252Fb", """{"name":"shelves/a%2Fb"}""")]
    public Task A_variable_is_the_segments_of_its_pattern_and_each_escape_is_decoded_once(string path, string json) => Gives(path, json);

    [Theory]
    [InlineData("/v1/shelves")]
    [InlineData("/v1/shelves/a/b")]
    [InlineData("/v1/shelves/a/books/b")]
    [InlineData("/v1/trees/a")]
    [InlineData("/v1/trees/a/leaves")]
    [InlineData("/v1/trees/a/leaves/b/c")]
    [InlineData("/v1/trees:fell")]
    [InlineData("/v1/trees/a/leaves/b//")]
    [InlineData("/v1/trees/a:fell//")]
    [InlineData("/v1x0/a.b/x/y")]
    [InlineData("/v1.0/axb/x/y")]
    public async Task What_the_pattern_does_not_say_is_not_there(string path) => Assert.Equal(404, (await Get(path)).Status);

    [Fact]
    public async Task A_literal_may_have_a_verb() => Is(await Post("/v1/shelves:sort", """{"name":"x"}"""), """{"name":"x"}""");

    [Theory]
    [InlineData("/test/noparams", "")]
    [InlineData("/test/{message.id}", "message.id 1+1")]
    [InlineData("/test/{message.id}/{message.name=messages/*}", "message.id 1+1, message.name 2+2")]
    [InlineData("/test/{message.name=messages/*}/books", "message.name 1+2")]
    [InlineData("/{a=**}/x/{b}:verb", "a 0+1, b 2+1")]
    public void PT1_PT2_PT3_Row_184_the_variables_of_a_template(string path, string variables) =>
        Assert.Equal(variables, string.Join(", ", RouteTemplate.Parse(path).Value.Variables.Select(one => $"{one.Name} {one.Start}+{one.Count}")));

    [Theory]
    [InlineData("", "a path begins with /")]
    [InlineData("v1", "a path begins with /")]
    [InlineData("/a//b", "a segment is empty (position 4)")]
    [InlineData("/{name", "a { has no } behind it (position 3)")]
    [InlineData("/{name=a", "the variable {name} has no end (position 9)")]
    [InlineData("/{name=}", "'}' is neither a literal nor a variable {name} that fills its segment (position 8)")]
    [InlineData("/{}", "'' is not the name of a field: say {name}, or {name=shelves/*} (position 3)")]
    [InlineData("/{a..b}", "'a..b' is not the name of a field: say {name}, or {name=shelves/*} (position 3)")]
    [InlineData("/{1a}", "'1a' is not the name of a field: say {name}, or {name=shelves/*} (position 3)")]
    [InlineData("/{ a }", "' a ' is not the name of a field: say {name}, or {name=shelves/*} (position 3)")]
    [InlineData("/{a={b}}", "a variable stands inside {a} (position 5)")]
    [InlineData("/{a}/{a}", "a is there twice (position 7)")]
    [InlineData("/**/{a=**}", "there is more than one ** (position 8)")]
    [InlineData("/a{b}", "'{' is neither a literal nor a variable {name} that fills its segment (position 3)")]
    [InlineData("/{a}b", "'b' is neither a literal nor a variable {name} that fills its segment (position 5)")]
    [InlineData("/a?b", "'?' is neither a literal nor a variable {name} that fills its segment (position 3)")]
    [InlineData("/a%2Fb", "the literal 'a%2Fb' can be in no segment of a path (position 2)")]
    [InlineData("/{a}:", "a verb is a word behind a colon, at the end (position 5)")]
    [InlineData("/{a}:b/c", "a verb is a word behind a colon, at the end (position 5)")]
    public void What_is_no_template_says_where_and_why(string path, string why) => Assert.Equal(why, RouteTemplate.Parse(path).Error.Message);
}
