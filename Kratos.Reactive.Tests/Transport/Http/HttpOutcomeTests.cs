using System.Text;
using Kratos.Reactive.Tests.Binding;

namespace Kratos.Reactive.Tests;

/// <summary>Replies that say more than a message: a status, a place, a version.</summary>
public sealed class HttpOutcomeTests
{
    static readonly Animal Rex = new("Rex", 3);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static Service Of(Reply reply, string verb = "GET", Func<HttpRule, HttpRule>? change = null) => new Service("x.Outcome")
        .Unary<Unit, Reply>("Do", _ => SuccessEff(reply), (change ?? (static rule => rule))(new HttpRule(verb, "/do")));

    [Fact]
    public async Task HS15_what_was_made_is_201_and_says_where_it_is()
    {
        using var reply = await Ask(Of(Reply.Created(Rex, "/animals/Rex"), "POST"), "POST");
        Assert.Equal((201, "/animals/Rex", "application/json"), ((int)reply.StatusCode, reply.Headers.Location!.ToString(), reply.Content.Headers.ContentType!.ToString()));
        Assert.StartsWith("""{"name":"Rex","age":3""", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_resets_what_was_filled_in_has_no_body()
    {
        await using var server = await Serving.Start(Of(new Reply(Rex) { Status = 205 }));
        var answer = Answer.Of(await server.Raw("GET /do HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((205, "", ""), (answer.Status, answer.ContentType, answer.Body));
    }

    [Fact]
    public async Task What_goes_on_is_202_and_says_where_to_look()
    {
        using var reply = await Ask(Of(Reply.Accepted(Unit.Default, "/jobs/1"), "POST"), "POST");
        Assert.Equal((202, "/jobs/1", "{}"), ((int)reply.StatusCode, reply.Headers.Location!.ToString(), await reply.Content.ReadAsStringAsync(Token)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task W_HTTP_3_HS18_RE9_no_content_is_204_without_a_body_or_a_word_about_one(string verb)
    {
        await using var server = await Serving.Start(Of(Reply.NoContent, verb));
        var answer = Answer.Of(await server.Raw($"{verb} /do HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((204, "", ""), (answer.Status, answer.ContentType, answer.Body));
        Assert.Equal(["Connection", "Date"], answer.Fields.Keys.Order());
    }

    [Theory]
    [InlineData("RE11", 307, "GET")]
    [InlineData("RE13", 302, "GET")]
    [InlineData("RE25 and W-HTTP-4", 302, "POST")]
    [InlineData("RE26", 303, "POST")]
    [InlineData("for ever", 308, "PUT")]
    [InlineData("for ever", 301, "HEAD")]
    public async Task RE_a_redirect_has_its_status_whatever_the_verb_and_no_body(string row, int status, string verb)
    {
        await using var server = await Serving.Start(Of(Reply.Redirect("/redirect", status), verb == "HEAD" ? "GET" : verb));
        var answer = Answer.Of(await server.Raw($"{verb} /do HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        Assert.Equal((row, status, "/redirect", "", ""), (row, answer.Status, answer.Fields["Location"], answer.ContentType, answer.Body));
    }

    [Fact]
    public async Task W_HTTP_19_any_reply_that_says_so_is_a_redirect_whoever_made_it()
    {
        using var reply = await Ask(Of(new Reply(Rex) { Status = 308, Headers = Headers.Empty.Add("Location", "/there") }, "POST"), "POST");
        Assert.Equal((308, "/there"), ((int)reply.StatusCode, reply.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task RE11_a_middleware_redirects_as_well()
    {
        var service = new Service("x.Guarded").Unary<Unit, Animal>("Get", _ => SuccessEff(Rex), HttpRule.Get("/do")).With(_ => _ => SuccessEff(Reply.Redirect("/login", 307)));
        using var reply = await Ask(service, "GET");
        Assert.Equal((307, "/login"), ((int)reply.StatusCode, reply.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("GET", "W/\"v1\"", 304)]
    [InlineData("HEAD", "W/\"v1\"", 304)]
    [InlineData("GET", "\"v1\"", 304)]
    [InlineData("GET", "\"v0\", W/\"v1\"", 304)]
    [InlineData("GET", "*", 304)]
    [InlineData("GET", "\"v2\"", 200)]
    [InlineData("GET", "v1", 200)]
    [InlineData("GET", "", 200)]
    public async Task Who_has_the_version_already_is_not_sent_it_again(string verb, string known, int status)
    {
        await using var server = await Serving.Start(Of(new Reply(Rex) { Headers = Headers.Empty.Add("Cache-Control", "max-age=5") }.WithVersion("v1")));
        var answer = Answer.Of(await server.Raw($"{verb} /do HTTP/1.1\r\nHost: x\r\nIf-None-Match: {known}\r\nConnection: close\r\n\r\n"));
        Assert.Equal((status, "W/\"v1\"", "max-age=5"), (answer.Status, answer.Fields["ETag"], answer.Fields["Cache-Control"]));
        if (status == 304) Assert.Equal(("", ""), (answer.ContentType, answer.Body));
        Assert.Equal(status == 200, answer.Fields.ContainsKey("Content-Length"));
    }

    [Fact]
    public async Task A_version_is_nothing_to_a_verb_that_changes_things()
    {
        await using var server = await Serving.Start(Of(new Reply(Rex).WithVersion("v1"), "PUT"));
        Assert.Equal(200, Answer.Of(await server.Raw("PUT /do HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nConnection: close\r\n\r\n")).Status);
    }

    [Theory]
    [InlineData(199)]
    [InlineData(400)]
    [InlineData(0)]
    public async Task A_status_of_no_good_reply_is_the_servers_fault(int status)
    {
        using var reply = await Ask(Of(new Reply(Rex) { Status = status }), "GET");
        Assert.Equal(500, (int)reply.StatusCode);
        Assert.Contains($"\"STATUS_INVALID\",\"message\":\"{status} is no status of a good reply: 200 to 399\"", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a\r\nSet-Cookie: x=1")]
    [InlineData("/\u00fc")]
    [InlineData(" /a")]
    public void A_place_that_would_smuggle_a_line_is_refused(string location)
    {
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Reply.Redirect(location)).Error.Reason);
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Reply.Created(Rex, location)).Error.Reason);
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a b")]
    [InlineData("a\r\n")]
    [InlineData("\u00fc")]
    public void A_version_that_no_header_can_have_is_refused(string version) => Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Reply.Empty.WithVersion(version)).Error.Reason);

    [Fact]
    public async Task The_status_is_that_of_the_reply_else_of_the_call_else_of_the_rule()
    {
        var service = new Service("x.Statuses")
            .Unary<Unit, Unit>("Rule", _ => unitEff, HttpRule.Get("/rule") with { Status = 202 })
            .Unary<Unit, Unit>("Call", _ => from call in currentCall from _1 in call.SetStatus(206) select Unit.Default, HttpRule.Get("/call") with { Status = 202 })
            .Unary<Unit, Reply>("Reply", _ => from call in currentCall from _1 in call.SetStatus(206) select Reply.Empty with { Status = 207 }, HttpRule.Get("/reply") with { Status = 202 })
            .Unary<Unit, Unit>("Failed", _ => from call in currentCall from _1 in call.SetStatus(206) from end in FailEff<Unit>(Error.Conflict("A", "b")) select end, HttpRule.Get("/failed") with { Status = 202 })
            .Unary<Unit, Unit>("Nothing", _ => unitEff, HttpRule.Delete("/nothing") with { Status = 204 });
        await using var server = await Serving.Start(service);
        foreach (var (path, status) in new[] { ("/rule", 202), ("/call", 206), ("/reply", 207), ("/failed", 409) })
        {
            using var reply = await server.Client.GetAsync(path, Token);
            Assert.Equal((path, status), (path, (int)reply.StatusCode));
        }

        using var nothing = await server.Client.DeleteAsync("/nothing", Token);
        Assert.Equal((204, ""), ((int)nothing.StatusCode, await nothing.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task The_rules_of_a_generated_service_are_changed_by_the_name_of_its_method()
    {
        var service = new EchoService
        {
            Hello = SuccessEff,
            All = SuccessEff,
            Rest = SuccessEff,
            Place = SuccessEff,
            Nothing = SuccessEff,
            When = SuccessEff,
            Raw = SuccessEff,
            Upload = SuccessEff,
        }.ToService().WithRules("Hello", static rule => rule.Verb == "POST" ? rule with { Status = 201, Envelope = static message => new Wrapped<object>(0, "ok", message) } : rule);
        await using var server = await Serving.Start(service);
        using var content = new StringContent("""{"name":"n","optInt64":"7"}""", Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/hello", content, Token);
        Assert.Equal((201, """{"code":0,"message":"ok","data":{"name":"n","optInt64":"7"}}"""), ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(Token)));
        using var plain = await server.Client.GetAsync("/hello/n", Token);
        Assert.Equal((200, """{"name":"n"}"""), ((int)plain.StatusCode, await plain.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public void The_rules_of_a_method_that_is_not_there_cannot_be_changed() =>
        Assert.Equal("500 NO_METHOD: x.Outcome has no method Other", Assert.Throws<ErrorException>(() => Of(Reply.Empty).WithRules("Other", static rule => rule)).Error.ToString());

    [Fact]
    public async Task A_method_without_rules_gets_its_own_one_changed()
    {
        var service = new Service("x.Bare").Unary<Unit, Unit>("Do", _ => unitEff).WithRules("Do", static rule => rule with { Status = 202 });
        await using var server = await Serving.Start(service);
        using var reply = await server.Client.PostAsync("/x.Bare/Do", null, Token);
        Assert.Equal(202, (int)reply.StatusCode);
    }

    [Fact]
    public async Task A_message_of_protobuf_inside_a_record_is_canonical_JSON_both_ways()
    {
        var service = new Service("x.Pages").Unary<Page, Page>("Echo", SuccessEff, HttpRule.Post("/page"));
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Xml] }, service);
        using var content = new StringContent("""{"items":[{"id":7,"timestamp":"1970-01-01T00:00:00Z"}],"next":"b"}""", Encoding.UTF8, "application/json");
        using var reply = await server.Client.PostAsync("/page", content, Token);
        Assert.Equal("""{"items":[{"id":"7","timestamp":"1970-01-01T00:00:00Z"}],"next":"b"}""", await reply.Content.ReadAsStringAsync(Token));
        using var xml = new StringContent("""<Page><items><id>7</id><strings>a</strings><map><entry key="k">v</entry></map></items><next>b</next></Page>""", Encoding.UTF8, "application/xml");
        using var other = await server.Client.PostAsync("/page", xml, Token);
        Assert.Equal("""{"items":[{"id":"7","strings":["a"],"map":{"k":"v"}}],"next":"b"}""", await other.Content.ReadAsStringAsync(Token));
        using var wrong = new StringContent("""{"items":[{"id":"x"}],"next":"b"}""", Encoding.UTF8, "application/json");
        using var refused = await server.Client.PostAsync("/page", wrong, Token);
        Assert.Equal(400, (int)refused.StatusCode);
    }

    [Fact]
    public async Task A_route_has_codecs_of_its_own()
    {
        var service = new Service("x.Own").Unary<Animal, Animal>("Echo", SuccessEff, HttpRule.Post("/line") with { Codecs = [CodecKit.Line] }, HttpRule.Post("/json"));
        await using var server = await Serving.Start(service);
        using var line = new StringContent("Rex;3", new System.Net.Http.Headers.MediaTypeHeaderValue("text/x-line"));
        using var reply = await server.Client.PostAsync("/line", line, Token);
        Assert.Equal((200, "Rex;3"), ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(Token)));
        using var again = new StringContent("Rex;3", new System.Net.Http.Headers.MediaTypeHeaderValue("text/x-line"));
        using var refused = await server.Client.PostAsync("/json", again, Token);
        Assert.Equal(415, (int)refused.StatusCode);
    }

    [Theory]
    [InlineData(199, "the status 199 is none of a good reply: 200 to 299")]
    [InlineData(302, "the status 302 is none of a good reply: 200 to 299")]
    public async Task A_rule_with_a_status_of_no_good_reply_is_a_failure_of_the_start(int status, string why)
    {
        var end = await Server.Http("http://127.0.0.1:0", Of(Reply.Empty, change: rule => rule with { Status = status })).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal($"400 BAD_RULE: /x.Outcome/Do at GET /do: {why}", end.Error.ToString());
    }

    [Fact]
    public async Task An_envelope_around_one_field_is_a_failure_of_the_start()
    {
        var service = new Service("x.Both").Unary<Animal, Animal>("Do", SuccessEff, HttpRule.Post("/do") with { ResponseBody = "home", Envelope = static message => message });
        var end = await Server.Http("http://127.0.0.1:0", service).Listen.Allocate.RunAsync(Env.System);
        Assert.Equal("400 BAD_RULE: /x.Both/Do at POST /do: the reply is in an envelope, so its body cannot be the field home", end.Error.ToString());
    }

    public sealed record Wrapped<A>(int Code, string Message, A Data);

    public sealed record Page(IReadOnlyList<Complex> Items, string Next);

    static async Task<HttpResponseMessage> Ask(Service service, string verb)
    {
        await using var server = await Serving.Start(service);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server.Uri };
        using var request = new HttpRequestMessage(new(verb), "/do");
        return await client.SendAsync(request, Token);
    }
}
