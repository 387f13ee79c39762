using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Routes that are written by hand, the shared rows under their names.</summary>
public sealed class RoutesTests
{
    public sealed record User(string Name);

    public sealed record Named(string Id);

    static readonly Error nothing = Error.NotFound("NO_INDEX", "there is no such index");

    // A number, as the shared rows have it in the pattern of the path.
    static Eff<string> Index(Named ask) => from _ in guard(ask.Id.All(char.IsAsciiDigit), nothing) select ask.Id;

    static Service Rows { get; } = Routes
        .At(new HttpRule("*", "/index"), static (Unit _) => SuccessEff("index"))
        .At(new HttpRule("*", "/index/{id}"), static (Named ask) => Index(ask))
        .At(new HttpRule("*", "/test/prefix/**"), static (Unit _) => SuccessEff("prefix"))
        .At(new HttpRule("*", "/wild"), static (Unit _) => unitEff)
        .And(Routes.Get("/users/{name}", static (User user) => SuccessEff(user)).Post("/users", static (User user) => SuccessEff(user)).Under("/v1"))
        .And(Routes.Get("/a", static () => from call in currentCall select call.Operation.Name).Under("/api"))
        .Get("/slash/", static () => SuccessEff("slash"));

    static async Task<(int Status, string Body, string Allow)> Ask(Serving server, string verb, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(verb), new Uri(server.Uri.GetLeftPart(UriPartial.Authority) + path)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var reply = await server.Client.SendAsync(request);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(), string.Join(", ", reply.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("HS1", "GET", "/index", 200)]
    [InlineData("HS2", "PUT", "/index", 200)]
    [InlineData("HS3", "POST", "/index", 200)]
    [InlineData("HS5", "DELETE", "/index", 200)]
    [InlineData("HS6", "GET", "/index/1", 200)]
    [InlineData("HS7", "PUT", "/index/1", 200)]
    [InlineData("HS9", "PATCH", "/index/1", 200)]
    [InlineData("HS10", "DELETE", "/index/1", 200)]
    [InlineData("HS11", "GET", "/index/notfound", 404)]
    [InlineData("HS13", "GET", "/test/prefix/123111", 200)]
    [InlineData("HS18", "GET", "/wild", 200)]
    [InlineData("HS18", "POST", "/wild", 200)]
    [InlineData("HS21 W-HTTP-13: matched, where it was moved", "GET", "/v1/users/a/", 200)]
    [InlineData("HS22 W-HTTP-13", "POST", "/v1/users/?x=1", 200)]
    [InlineData("HS23: another path", "GET", "//v1//users/a", 404)]
    [InlineData("HS25: HEAD is there where GET is", "HEAD", "/v1/users/a", 200)]
    [InlineData("HS26", "GET", "/slash", 200)]
    [InlineData("HS26", "GET", "/slash/", 200)]
    [InlineData("HS27", "GET", "/api/a", 200)]
    [InlineData("HS27", "GET", "/a", 404)]
    [InlineData("HS27 W-HTTP-2", "POST", "/api/a", 405)]
    public async Task HS_rows(string row, string verb, string path, int status)
    {
        await using var server = await Serving.Start(Rows);
        Assert.Equal((row, status), (row, (await Ask(server, verb, path, verb == "POST" ? """{"name":"a"}""" : null)).Status));
    }

    [Fact]
    public async Task HS14_HS15_a_route_takes_the_path_or_the_body()
    {
        await using var server = await Serving.Start(Rows);
        Assert.Equal((200, """{"name":"foo"}""", ""), await Ask(server, "GET", "/v1/users/foo"));
        Assert.Equal((200, """{"name":"bar"}""", ""), await Ask(server, "POST", "/v1/users", """{"name":"bar"}"""));
    }

    [Fact]
    public async Task HS27_the_operation_of_a_route_is_its_verb_and_its_path()
    {
        await using var server = await Serving.Start(Rows);
        Assert.Equal("\"/GET/api/a\"", (await Ask(server, "GET", "/api/a")).Body);
    }

    [Fact]
    public async Task W_HTTP_2_a_verb_that_is_not_there_is_405_and_OPTIONS_says_which_are()
    {
        await using var server = await Serving.Start(Routes.Get("/x/{id}", static (Named ask) => SuccessEff(ask)).Delete("/x/{id}", static (Named ask) => SuccessEff(ask)).Under("/v1"));
        var refused = await Ask(server, "POST", "/v1/x/1", "{}");
        Assert.Equal((405, "DELETE, GET, HEAD, OPTIONS"), (refused.Status, refused.Allow));
        Assert.Contains("METHOD_NOT_ALLOWED", refused.Body);
        Assert.Equal((204, "", "DELETE, GET, HEAD, OPTIONS"), await Ask(server, "OPTIONS", "/v1/x/1"));
    }

    [Fact]
    public async Task Groups_stand_in_groups_each_with_its_own_middleware_the_outer_one_first()
    {
        var seen = new List<string>();
        Middleware Noting(string name) => next => request =>
        {
            seen.Add($"{name} {request.Operation}");
            return next(request);
        };
        var admin = Routes.Get("/users/{id}", static (Named ask) => SuccessEff(ask)).Under("/admin").With(Noting("inner"));
        await using var server = await Serving.Start(Routes.Get("/ping", static () => SuccessEff("pong")).And(admin).Under("/v1/").With(Noting("outer")));
        Assert.Equal(200, (await Ask(server, "GET", "/v1/admin/users/1")).Status);
        Assert.Equal(["outer /GET/v1/admin/users/{id}", "inner /GET/v1/admin/users/{id}"], seen);
        seen.Clear();
        Assert.Equal("\"pong\"", (await Ask(server, "GET", "/v1/ping")).Body);
        Assert.Equal(["outer /GET/v1/ping"], seen);
        Assert.Equal(404, (await Ask(server, "GET", "/ping")).Status);
    }

    [Fact]
    public async Task A_service_of_a_proto_file_can_be_behind_a_prefix_and_keeps_its_operations()
    {
        var service = Hello.Service.Unary<Unit, string>("Bare", static _ => from call in currentCall select call.Operation.Name);
        await using var server = await Serving.Start(service.Under("/api"));
        Assert.Equal("""{"message":"Hello x"}""", (await Ask(server, "GET", "/api/helloworld/x")).Body);
        Assert.Equal("\"/helloworld.v1.Greeter/Bare\"", (await Ask(server, "POST", "/api/helloworld.v1.Greeter/Bare")).Body);
    }

    [Fact]
    public async Task HS19_a_prefix_alone_is_the_root_behind_it()
    {
        await using var server = await Serving.Start(Routes.Get("/", static () => SuccessEff("root")).Under("/a"));
        Assert.Equal("\"root\"", (await Ask(server, "GET", "/a")).Body);
    }

    [Fact]
    public async Task A_fallback_answers_where_nothing_is_and_only_there()
    {
        await using var server = await Serving.Start(Routes.Get("/x", static () => SuccessEff("x")).Fallback(static (Unit _) => from call in currentCall select new Reply($"nothing for {call.Operation}")));
        Assert.Equal("\"x\"", (await Ask(server, "GET", "/x")).Body);
        Assert.Equal((200, "\"nothing for /ANY/**\"", ""), await Ask(server, "BREW", "/some/where"));
        Assert.Equal(405, (await Ask(server, "POST", "/x")).Status);
    }

    [Fact]
    public async Task A_fallback_behind_a_prefix_answers_there_and_only_where_nothing_is()
    {
        await using var server = await Serving.Start(
            Routes.Get("/x", static () => SuccessEff("x")).Get("/y/{id}:go", static (Named _) => SuccessEff("y")).Fallback(static (Unit _) => SuccessEff("rest")).Under("/api"));
        Assert.Equal((200, "\"x\"", ""), await Ask(server, "GET", "/api/x"));
        Assert.Equal((405, "GET, HEAD, OPTIONS"), await Ask(server, "POST", "/api/x/", "{}") is var one ? (one.Status, one.Allow) : default);
        Assert.Equal((204, "", "GET, HEAD, OPTIONS"), await Ask(server, "OPTIONS", "/api/x"));
        Assert.Equal((405, "GET, HEAD, OPTIONS"), await Ask(server, "DELETE", "/api/y/1:go") is var two ? (two.Status, two.Allow) : default);
        foreach (var path in (string[])["/api/y/1", "/api/y/1/2:go", "/api/x/1", "/api/z"]) Assert.Equal((200, "\"rest\"", ""), await Ask(server, "DELETE", path));
        Assert.Equal(404, (await Ask(server, "GET", "/z")).Status);
    }

    [Fact]
    public async Task Two_routes_of_one_path_are_a_failure_when_they_are_put_together_or_when_the_server_starts()
    {
        static Service Twice(string path) => Routes.Get(path, static (Named ask) => SuccessEff(ask));
        Assert.Equal("DUPLICATE_METHOD", Assert.Throws<ErrorException>(static () => Twice("/x/{id}").And(Twice("/x/{id}"))).Error.Reason);
        var error = (await Server.Http("http://127.0.0.1:0", Twice("/x/{id}").And(Routes.Get("/x/{name}", static (User user) => SuccessEff(user)))).Listen.Allocate.RunAsync(Env.System)).Error;
        Assert.Equal(("ROUTE_CONFLICT", "GET is at the same path for /GET/x/{id} (/x/{id}) and /GET/x/{name} (/x/{name})"), (error.Reason, error.Message));
    }

    [Fact]
    public async Task A_client_calls_a_route_as_it_calls_a_method()
    {
        var routes = Routes.Get("/v1/users/{name}", static (User user) => SuccessEff(user));
        await using var server = await Serving.Start(routes);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Assert.Equal(new User("a/b"), (await client.Ask(routes.Methods[0], new User("a/b"))).ThrowIfFail().Message);
    }
}
