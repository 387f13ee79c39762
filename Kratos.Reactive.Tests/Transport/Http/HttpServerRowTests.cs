namespace Kratos.Reactive.Tests;

/// <summary>The shared rows for the routes of a server, each under its name. (A pattern of one's own, <c>[0-9]+</c>, is a field that is a number here: what is none is 400 with the field, not 404.)</summary>
public sealed class HttpServerRowTests : IAsyncLifetime
{
    public sealed record Index(int Id = 0);

    public sealed record User(string Name);

    Serving server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await Serving.Start(new Service("x.Rows")
        .Unary<Unit, Unit>("Index", SuccessEff, new HttpRule("*", "/index"))
        .Unary<Index, Index>("One", SuccessEff, new HttpRule("*", "/index/{id}"))
        .Unary<Unit, Unit>("Prefix", SuccessEff, HttpRule.Get("/test/prefix/**"))
        .Unary<User, User>("GetUser", SuccessEff, HttpRule.Get("/v1/users/{name}"))
        .Unary<User, User>("AddUser", SuccessEff, HttpRule.Post("/v1/users") with { Status = 201 })
        .Unary<Unit, Reply>("Wild", _ => SuccessEff(Reply.NoContent), new HttpRule("*", "/wild"))
        .Unary<Unit, Unit>("Slash", SuccessEff, HttpRule.Get("/v1/slash"))
        .Unary<Unit, Unit>("Cause", _ => Error.BadRequest("xxx", "zzz").WithMetadata("foo", "bar"), HttpRule.Get("/errors/cause"))
        .Unary<User, User>("Act", SuccessEff, HttpRule.Get("/act/{name}:cancel")));

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("HS1", "GET", "/index", 200)]
    [InlineData("HS2", "PUT", "/index", 200)]
    [InlineData("HS3", "POST", "/index", 200)]
    [InlineData("HS5", "DELETE", "/index", 200)]
    [InlineData("HS6", "GET", "/index/1", 200)]
    [InlineData("HS7", "PUT", "/index/1", 200)]
    [InlineData("HS9", "PATCH", "/index/1", 200)]
    [InlineData("HS10", "DELETE", "/index/1", 200)]
    [InlineData("HS11", "GET", "/index/notfound", 400)]
    [InlineData("HS13", "GET", "/test/prefix/123111", 200)]
    [InlineData("a prefix is whole segments", "GET", "/test/prefixed/1", 404)]
    [InlineData("HS14", "GET", "/v1/users/foo", 200)]
    [InlineData("HS15", "POST", "/v1/users", 201)]
    [InlineData("HS17", "OPTIONS", "/v1/users", 204)]
    [InlineData("HS18", "GET", "/wild", 204)]
    [InlineData("HS18", "POST", "/wild", 204)]
    [InlineData("HS21 no redirect", "GET", "/v1/users/a/", 200)]
    [InlineData("HS22 no redirect", "POST", "/v1/users/?x=1", 201)]
    [InlineData("HS23 no redirect", "GET", "//v1//users/a", 404)]
    [InlineData("HS25 a GET answers HEAD", "HEAD", "/v1/users/a", 200)]
    [InlineData("HS26", "GET", "/v1/slash", 200)]
    [InlineData("HS26 no redirect", "GET", "/v1/slash/", 200)]
    [InlineData("HS27", "POST", "/v1/slash", 405)]
    [InlineData("HS27", "GET", "/slash", 404)]
    [InlineData("errors", "GET", "/errors/cause", 400)]
    [InlineData("a verb behind", "GET", "/act/7:cancel", 200)]
    [InlineData("another verb behind", "GET", "/act/7:other", 404)]
    [InlineData("a header routes nothing", "GET", "/elsewhere", 404)]
    public async Task HS(string row, string verb, string path, int status)
    {
        var body = verb is "POST" or "PUT" or "PATCH" ? """{"name":"bar"}""" : "";
        var answer = Answer.Of(await server.Raw($"{verb} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        Assert.Equal((row, status), (row, answer.Status));
    }

    [Fact]
    public async Task HS14_HS15_what_comes_back()
    {
        Assert.Equal("""{"name":"foo"}""", await server.Client.GetStringAsync("/v1/users/foo", Token));
        using var content = new StringContent("""{"name":"bar"}""", System.Text.Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/v1/users", content, Token);
        Assert.Equal("""{"name":"bar"}""", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task HS17_OPTIONS_names_the_verbs()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/users");
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal("POST, OPTIONS", string.Join(", ", reply.Content.Headers.Allow));
    }

    [Fact]
    public void HS30_the_endpoint_is_what_was_bound()
    {
        Assert.Equal("127.0.0.1", server.Uri.Host);
        Assert.NotEqual(0, server.Uri.Port);
    }
}
