namespace Kratos.Reactive.Tests;

/// <summary>What is wrong with a rule is said when the server starts, with the method and the rule.</summary>
public sealed class MessageRuleTests
{
    [Theory]
    [InlineData("/x/{nobody}", "", "", "{nobody} is no field: binding.HelloRequest has no nobody")]
    [InlineData("/x/{sub.nobody}", "", "", "{sub.nobody} is no field: binding.Sub has no nobody")]
    [InlineData("/x/{name.x}", "", "", "{name.x} is no field: name is not a message with fields")]
    [InlineData("/x/{sub}", "", "", "{sub} is a message, which a path cannot hold")]
    [InlineData("/x/{test_repeated}", "", "", "{test_repeated} is a list or a map, which a path cannot hold")]
    [InlineData("/x/{opt_int32}/{optInt32}", "", "", "{optInt32} is there twice")]
    [InlineData("/x", "nobody", "", "the body is the field nobody, which binding.HelloRequest does not have")]
    [InlineData("/x", "sub.name", "", "the body is the field sub.name, which binding.HelloRequest does not have")]
    [InlineData("/x", "*", "nobody", "the response body is the field nobody, which binding.HelloRequest does not have")]
    public async Task A_rule_that_names_what_is_not_there(string path, string body, string responseBody, string why)
    {
        var error = await Start(new HttpRule("POST", path) { Body = body, ResponseBody = responseBody });
        Assert.Equal((400, "BAD_RULE", $"/binding.Echo/Hello at POST {path}: {why}"), (error.Code, error.Reason, error.Message));
    }

    [Theory]
    [InlineData("/v1/{name=**}/x", "/v1/{name=**}/{sub.name}")]
    [InlineData("/v1/{name=**}/x", "/v1/{name=**}/y/x")]
    [InlineData("/v1/{name=a/*}", "/v1/A/{sub.name}")]
    public async Task Two_rules_that_are_for_the_same_paths_are_a_conflict_that_names_both(string one, string other)
    {
        var error = await Start(HttpRule.Get(one), HttpRule.Get(other));
        Assert.Equal("ROUTE_CONFLICT", error.Reason);
        Assert.Contains(one, error.Message, StringComparison.Ordinal);
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/{name=**}/x", "/v1/{name=**}/y")]
    [InlineData("/v1/{name=**}:x", "/v1/{name=**}")]
    [InlineData("/v1/{name=a/*}", "/v1/{name}")]
    [InlineData("/v1/{name=**}/x", "/v2/{name=**}/x")]
    public async Task Two_rules_that_can_be_told_apart_are_none(string one, string other)
    {
        await using var server = await Serving.Start(new Service("binding.Echo").Unary<Binding.HelloRequest, Binding.HelloRequest>(Hello(HttpRule.Get(one), HttpRule.Get(other)), SuccessEff));
        Assert.Equal(404, (int)(await server.Client.GetAsync("/elsewhere", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_stream_is_checked_too()
    {
        var method = Method.Of<Binding.HelloRequest, Binding.HelloRequest>("/binding.Echo/Hello", MethodShape.ServerStream) with { Rules = [HttpRule.Get("/x/{nobody}")] };
        var service = new Service("binding.Echo").ServerStream<Binding.HelloRequest, Binding.HelloRequest>(method, (request, _) => Observable.Return(request));
        var end = await Server.Http("http://127.0.0.1:0", service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal("BAD_RULE", end.Error.Reason);
    }

    [Fact]
    public async Task A_message_that_no_JSON_has_is_a_500_that_says_nothing_of_it()
    {
        var method = Method.Of<Binding.HelloRequest, Binding.Complex>("/binding.Echo/Late", MethodShape.Unary) with { Rules = [HttpRule.Get("/late")] };
        await using var server = await Serving.Start(new Service("binding.Echo").Unary<Binding.HelloRequest, Binding.Complex>(method, _ => SuccessEff(new Binding.Complex { Timestamp = new() { Nanos = -1 } })));
        using var reply = await server.Client.GetAsync("/late", TestContext.Current.CancellationToken);
        Assert.Equal((500, """{"code":500,"reason":"CODEC","message":"the reply cannot be written as application/json","metadata":{}}"""),
            ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_stream_of_texts_is_one_of_JSON_too()
    {
        var method = Method.Of<string, string>("/binding.Echo/Chat", MethodShape.Duplex) with { Rules = [HttpRule.Get("/chat")] };
        await using var server = await Serving.Start(new Service("binding.Echo").Duplex<string, string>(method, (texts, _) => texts));
        Assert.Equal(426, (int)(await server.Client.GetAsync("/chat", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task One_field_of_a_record_is_the_body_too()
    {
        var rule = new HttpRule("GET", "/greeting/{name}") { ResponseBody = "message" };
        await using var server = await Serving.Start(new Service("x.Y").Unary<HelloRequest, HelloReply>("Greet", request => SuccessEff(new HelloReply($"Hello {request.Name}")), rule));
        Assert.Equal("\"Hello you\"", await server.Client.GetStringAsync("/greeting/you", TestContext.Current.CancellationToken));
        var end = await Server.Http("http://127.0.0.1:0", new Service("x.Y").Unary<HelloRequest, HelloReply>("Greet", _ => SuccessEff(new HelloReply("")), rule with { ResponseBody = "nobody" })).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal("/x.Y/Greet at GET /greeting/{name}: the response body is the field nobody, which HelloReply does not have", end.Error.Message);
    }

    static Method Hello(params HttpRule[] rules) => Method.Of<Binding.HelloRequest, Binding.HelloRequest>("/binding.Echo/Hello", MethodShape.Unary) with { Rules = rules };

    static async Task<Error> Start(params HttpRule[] rules) =>
        (await Server.Http("http://127.0.0.1:0", new Service("binding.Echo").Unary<Binding.HelloRequest, Binding.HelloRequest>(Hello(rules), SuccessEff)).Listen.Allocate.RunAsync(Env.System)).Error;
}
