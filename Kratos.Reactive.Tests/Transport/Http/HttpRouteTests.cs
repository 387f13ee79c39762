using System.Net;

namespace Kratos.Reactive.Tests;

/// <summary>Which rules a server takes, and which of them answers.</summary>
public sealed class HttpRouteTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Saying(string method, params HttpRule[] rules) => new Service($"x.{method}").Unary<Unit, string>(method, _ => SuccessEff(method), rules);

    static async Task<Error> Refused(params Service[] services) => (await Server.Http("http://127.0.0.1:0", services).Listen.Allocate.RunAsync(Env.System)).Error;

    [Fact]
    public async Task Two_methods_at_one_path_are_a_failure_of_the_start_that_names_both()
    {
        static Service Taking(string method, params HttpRule[] rules) => new Service($"x.{method}").Unary<Animal, Animal>(method, SuccessEff, rules);
        var error = await Refused(Taking("One", HttpRule.Get("/a/{name}")), Taking("Two", HttpRule.Get("/a/{age}"), HttpRule.Post("/a/{name}")));
        Assert.Equal((409, "ROUTE_CONFLICT"), (error.Code, error.Reason));
        Assert.Contains("/x.One/One (/a/{name}) and /x.Two/Two (/a/{age})", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", "/a")]
    [InlineData("", "/a")]
    [InlineData("GET", "a")]
    [InlineData("GET", "")]
    [InlineData("GET", "/{")]
    [InlineData("GET", "/{x=**}/a")]
    public async Task A_rule_that_is_none_is_a_failure_of_the_start_that_names_its_method(string verb, string path)
    {
        var error = await Refused(Saying("One", new HttpRule(verb, path)));
        Assert.Equal((400, "BAD_RULE"), (error.Code, error.Reason));
        Assert.Contains("/x.One/One", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var error = await Refused(Saying("One", new HttpRule("get", "/a")), Saying("Two", HttpRule.Get("b")), Saying("Three", HttpRule.Get("/c"), HttpRule.Get("/c")));
        Assert.Equal(["BAD_RULE", "BAD_RULE", "ROUTE_CONFLICT"], error.Others.Select(other => other.Reason).Prepend(error.Reason));
    }

    [Fact]
    public async Task The_most_exact_rule_answers_whatever_the_order()
    {
        await using var server = await Serving.Start(
            new Service("x.Any").Unary<Animal, string>("Any", animal => SuccessEff(animal.Name), HttpRule.Get("/a/{name}")),
            Saying("Exact", HttpRule.Get("/a/b")),
            Saying("Head", new HttpRule("HEAD", "/a/b")),
            Saying("Star", new HttpRule("*", "/star")));
        Assert.Equal("\"Exact\"", await server.Client.GetStringAsync("/a/b", Token));
        Assert.Equal("\"c\"", await server.Client.GetStringAsync("/a/c", Token));
        using var head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/a/b"), Token);
        Assert.Equal("\"Head\"".Length, head.Content.Headers.ContentLength);
        using var brewed = await server.Client.SendAsync(new HttpRequestMessage(new("BREW"), "/star"), Token);
        Assert.Equal("\"Star\"", await brewed.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_method_without_a_rule_is_found_by_its_operation()
    {
        await using var server = await Serving.Start(Saying("Plain"));
        using var reply = await server.Client.PostAsync("/x.Plain/Plain", null, Token);
        Assert.Equal("\"Plain\"", await reply.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_handler_sees_its_call_its_callers_fields_and_the_metadata_among_them()
    {
        Call? seen = null;
        var carried = Headers.Empty;
        await using var server = await Serving.Start(new Service("x.Seen").Unary<Unit, Unit>("See", unit =>
            from call in currentCall
            from fields in metadata
            from _1 in liftEff(() => { (seen, carried) = (call, fields); })
            select Unit.Default, HttpRule.Get("/see")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/see");
        request.Headers.Add("X-Md-Global-Tenant", "acme");
        request.Headers.Add("X-Other", ["1", "2"]);
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(("http", server.Uri, "/x.Seen/See"), (seen!.Kind, seen.Endpoint, seen.Operation.Name));
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(seen.Peer).Address);
        Assert.Equal("1, 2", string.Join(", ", seen.RequestHeaders.Values("x-other")));
        Assert.Equal("acme", Assert.Single(carried).Value);
    }
}
