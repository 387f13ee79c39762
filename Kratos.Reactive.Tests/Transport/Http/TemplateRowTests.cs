using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>The shared rows about the patterns and the rules of proto files, each under its name: what they match when they are served.</summary>
public sealed class TemplateRowTests : IAsyncLifetime
{
    public sealed record Ask(string? Name = null, string? N = null);

    static readonly Func<Ask, Eff<string>> said = static ask => SuccessEff($"{ask.Name}|{ask.N}");

    static readonly Func<Asked, Eff<string>> told = static ask => SuccessEff($"{ask.Sub?.Name}|{ask.Name}");

    Serving server = null!;

    static Service At(params string[] paths) => paths.Aggregate(Routes.None, static (all, path) => all.Get(path, said));

    public async ValueTask InitializeAsync() => server = await Serving.Start(
        Routes.Get("/5/{sub.name=test/*}", told).Get("/6/{sub.name}/{name=messages/*}", told).Get("/7/{sub.name=messages/*}/books", told),
        At("/9/{name=messages/*}", "/10/{name=messages/**}", "/11/{name=v1.0/*}", "/190/{n=shelves/*}", "/193/x/"),
        new Service("pkg.Svc").Unary("Empty_path", said).Under("/api"),
        new Service("pkg.Verbs")
            .Unary("Bare", said, new HttpRule("POST", "/194"))
            .Unary("Full", said, new HttpRule("GET", "/194") { Body = "*" })
            .Unary("Many", said, HttpRule.Get("/196/{name}"), HttpRule.Get("/196/a/{name}"), HttpRule.Post("/196"))
            .Unary("Any", said, new HttpRule("*", "/197"))
            .Unary<Unit, Unit>("Head", SuccessEff, new HttpRule("HEAD", "/197/head")));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("PT5", "GET", "/5/test/a", "test/a|")]
    [InlineData("PT5", "GET", "/5/test/a/b", null)]
    [InlineData("PT5", "GET", "/5/other/a", null)]
    [InlineData("PT6 and Row 185", "GET", "/6/7/messages/a", "7|messages/a")]
    [InlineData("PT6", "GET", "/6/7/a", null)]
    [InlineData("PT7 and Row 186", "GET", "/7/messages/a/books", "messages/a|")]
    [InlineData("PT7", "GET", "/7/messages/a", null)]
    [InlineData("PT9", "GET", "/9/messages/a", "messages/a|")]
    [InlineData("PT9", "GET", "/9/messages/", null)]
    [InlineData("PT9", "GET", "/9/messages/a/b", null)]
    [InlineData("PT10 and Row 188", "GET", "/10/messages/a/b", "messages/a/b|")]
    [InlineData("PT10", "GET", "/10/messages", "messages|")]
    [InlineData("PT10", "GET", "/10/mess", null)]
    [InlineData("PT11, Row 188 and Row 189", "GET", "/11/v1.0/a", "v1.0/a|")]
    [InlineData("PT11", "GET", "/11/v1x0/a", null)]
    [InlineData("Row 190", "GET", "/190/shelves/a", "|shelves/a")]
    [InlineData("Row 190", "GET", "/190/a/b", null)]
    [InlineData("Row 193", "GET", "/193/x", "|")]
    [InlineData("Row 193", "GET", "/193/x/", "|")]
    [InlineData("Row 194: without a body all is in the query", "POST", "/194?name=a&n=b", "a|b")]
    [InlineData("Row 194: a GET may have one", "GET", "/194 {\"name\":\"a\"}", "a|")]
    [InlineData("Row 196", "GET", "/196/x", "x|")]
    [InlineData("Row 196", "GET", "/196/a/x", "x|")]
    [InlineData("Row 196", "POST", "/196 {\"name\":\"x\"}", "x|")]
    [InlineData("Row 197", "BREW", "/197?n=1", "|1")]
    [InlineData("Row 197", "DELETE", "/197?n=1", "|1")]
    [InlineData("Row 197", "HEAD", "/197/head", "")]
    [InlineData("Row 197", "GET", "/197/head", null)]
    [InlineData("Row 198 and Row 201", "POST", "/api/pkg.Svc/Empty_path {\"name\":\"x\"}", "x|")]
    [InlineData("Row 198", "POST", "/pkg.Svc/Empty_path {}", null)]
    public async Task A_path_is_at_the_rule_of_its_pattern_or_at_none(string row, string verb, string path, string? reply)
    {
        var (target, body) = path.Split(' ', 2) is [var first, var second] ? (first, second) : (path, "");
        var answer = Answer.Of(await server.Raw($"{verb} {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        if (reply is null) Assert.Contains((row, answer.Status), ((string, int)[])[(row, 404), (row, 405)]);
        else Assert.Equal((row, 200, reply.Length == 0 ? "" : $"\"{reply}\""), (row, answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("Row 192", "/x/{name:[0-9]+}")]
    [InlineData("Row 198", "")]
    public async Task What_is_no_path_is_a_failure_of_the_start(string row, string path) =>
        Assert.Equal((row, "BAD_RULE"), (row, (await Server.Http("http://127.0.0.1:0", Routes.Get(path, said)).Listen.Allocate.RunAsync(Env.System)).Error.Reason));

    [Fact]
    public async Task Row_196_a_client_has_one_method_for_all_rules_and_calls_the_first()
    {
        var many = new Service("pkg.Verbs").Unary("Many", said, HttpRule.Get("/196/{name}"), HttpRule.Get("/196/a/{name}"), HttpRule.Post("/196")).Methods[0];
        await using var raw = RawHttp.Of(static _ => RawHttp.Answer(200, "\"heard\""));
        await using var client = await HttpCalled.At(raw.Address);
        Assert.Equal("heard", (await client.Ask(many, new Ask(Name: "x"))).ThrowIfFail().Message);
        Assert.Equal("GET /196/x HTTP/1.1", Assert.Single(raw.Asks).Line);
    }
}
