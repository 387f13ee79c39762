using Kratos.Reactive.Tests.Binding;
using Asked = Kratos.Reactive.Tests.Binding.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>What a call sends, byte for byte.</summary>
public sealed class HttpClientRequestTests
{
    static string Ok(RawAsk ask) => RawHttp.Answer(200, "{}");

    static async Task<RawAsk> Sent(Method method, object? message = null, Headers? headers = null, Func<HttpClientOptions, HttpClientOptions>? options = null, string path = "", Env? env = null)
    {
        await using var server = RawHttp.Of(Ok);
        await using var client = await HttpCalled.At(server.Address + path, options);
        (await client.Ask(method, message, headers, env)).ThrowIfFail();
        return Assert.Single(server.Asks);
    }

    [Fact]
    public async Task A_call_without_a_body_has_a_host_and_says_who_asks_and_for_what()
    {
        var ask = await Sent(HttpCalled.Get, new Asked { Name = "a b" });
        Assert.Equal("GET /hello/a%20b HTTP/1.1", ask.Line);
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], ask.Fields.Select(static field => field.Name).Order());
        Assert.Equal("application/protojson", ask["Accept"]);
        Assert.StartsWith("127.0.0.1:", ask["Host"]);
        Assert.StartsWith("kratos-dotnet/", ask["User-Agent"]);
    }

    [Fact]
    public async Task RE14_a_record_is_sent_as_JSON()
    {
        var ask = await Sent(HttpCalled.Of<Hail, Unit>(HttpRule.Post("/x")), new Hail("a"));
        Assert.Equal(("POST /x HTTP/1.1", "application/json", """{"name":"a"}"""), (ask.Line, ask["Content-Type"], ask.Text));
    }

    public sealed record Hail(string Name);

    [Fact]
    public async Task RE15_raw_bytes_are_sent_as_they_are_under_their_own_type()
    {
        var ask = await Sent(EchoService.Methods.Raw, new Kratos.Reactive.Protos.Api.HttpBody { ContentType = "text/x; charset=latin1", Data = Google.Protobuf.ByteString.CopyFrom(0xff, 0) });
        Assert.Equal("text/x; charset=latin1", ask["Content-Type"]);
        Assert.Equal([0xff, 0], ask.Body);
    }

    [Fact]
    public async Task RE19_protojson_is_asked_for_and_sent_unless_told_otherwise()
    {
        var ask = await Sent(HttpCalled.Post);
        Assert.Equal(("application/protojson", "application/protojson", """{"name":"n"}"""), (ask["Accept"], ask["Content-Type"], ask.Text));
        ask = await Sent(HttpCalled.Post, options: static options => options with { Codecs = [Codec.Json] });
        Assert.Equal(("application/json", "application/json"), (ask["Accept"], ask["Content-Type"]));
        ask = await Sent(HttpCalled.Post, headers: Headers.Empty.Add("content-type", "application/json").Add("accept", "text/json"));
        Assert.Equal(("text/json", "application/json"), (ask["Accept"], ask["Content-Type"]));
        ask = await Sent(HttpCalled.Post, options: static options => options with { Codecs = [Codec.Protobuf, Codec.Json] });
        Assert.Equal(("application/protobuf", "application/protobuf"), (ask["Accept"], ask["Content-Type"]));
        Assert.Equal(new Asked { Name = "n" }, Asked.Parser.ParseFrom(ask.Body));
    }

    [Fact]
    public async Task A_format_that_the_client_does_not_have_is_refused()
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1");
        var end = await client.Ask(HttpCalled.Post, headers: Headers.Empty.Add("content-type", "text/yaml"));
        Assert.Equal((400, "CODEC", "the content type 'text/yaml' is none that the client has: application/protojson, application/json"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    [Fact]
    public async Task W_CLI_2_the_path_of_the_address_comes_first()
    {
        Assert.Equal("GET /base/v1/hello/n HTTP/1.1", (await Sent(HttpCalled.Get, path: "/base/v1")).Line);
        Assert.Equal("GET /base/hello/n HTTP/1.1", (await Sent(HttpCalled.Get, path: "/base/")).Line);
        Assert.Equal("GET /hello/n HTTP/1.1", (await Sent(HttpCalled.Get, path: "/")).Line);
    }

    [Theory]
    [InlineData("GET", "", "GET")]
    [InlineData("*", "", "GET")]
    [InlineData("*", "*", "POST")]
    [InlineData("SEARCH", "*", "SEARCH")]
    [InlineData("DELETE", "*", "DELETE")]
    [InlineData("HEAD", "", "HEAD")]
    public async Task The_verb_is_that_of_the_rule_and_for_any_verb_the_one_that_fits(string verb, string body, string sent) =>
        Assert.StartsWith($"{sent} /x", (await Sent(HttpCalled.Of(new HttpRule(verb, "/x") { Body = body }))).Line);

    [Fact]
    public async Task A_method_without_a_rule_is_at_its_operation() => Assert.Equal("POST /binding.Echo/Hello HTTP/1.1", (await Sent(HttpCalled.Of())).Line);

    [Fact]
    public async Task Only_the_first_rule_is_called() => Assert.StartsWith("GET /hello/n ", (await Sent(EchoService.Methods.Hello)).Line);

    [Fact]
    public async Task A_method_without_a_message_sends_no_body()
    {
        var ask = await Sent(HttpCalled.Of<Unit, Unit>(HttpRule.Post("/x")), Unit.Default);
        Assert.Equal(("POST /x HTTP/1.1", ""), (ask.Line, ask.Text));
    }

    [Fact]
    public async Task The_caller_may_say_how_it_is_called_and_what_the_server_is_called()
    {
        var ask = await Sent(HttpCalled.Get, null, Headers.Empty.Add("User-Agent", "me/1"), static options => options with { Call = options.Call with { Authority = "shop.example" } });
        Assert.Equal(("me/1", "shop.example"), (ask["User-Agent"], ask["Host"]));
        Assert.Equal("us/2", (await Sent(HttpCalled.Get, options: static options => options with { UserAgent = "us/2" }))["User-Agent"]);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("transfer-encoding")]
    [InlineData("Connection")]
    [InlineData("Upgrade")]
    public async Task What_frames_a_message_is_the_transports_own(string name)
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1");
        Assert.Equal("HEADER_RESERVED", (await client.Ask(HttpCalled.Get, headers: Headers.Empty.Add(name, "1"))).Error.Reason);
    }

    [Fact]
    public async Task The_server_is_told_how_long_there_is()
    {
        var time = new VirtualTime();
        Assert.Equal("2000000u", (await Sent(HttpCalled.Get, options: static options => options with { Call = options.Call with { Timeout = 2.Seconds } }, env: time.Env))["grpc-timeout"]);
        Assert.Equal("1000000u", (await Sent(HttpCalled.Get, options: static options => options with { Call = options.Call with { Timeout = 2.Seconds } }, env: time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 1.Seconds)))["grpc-timeout"]);
        Assert.Equal("500000u", (await Sent(HttpCalled.Get, options: static options => options with { Call = options.Call with { Timeout = 2.Seconds, TryTimeout = 500.Milliseconds } }, env: time.Env))["grpc-timeout"]);
        Assert.Equal("", (await Sent(HttpCalled.Get))["grpc-timeout"]);
    }

    [Fact]
    public async Task What_is_too_long_is_not_sent()
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1", static options => options with { Call = options.Call with { MaxSend = 100 } });
        var end = await client.Ask(HttpCalled.Get, new Asked { Name = new string('x', 8000) });
        Assert.Equal((414, "URL_TOO_LONG", "the path and the query of /binding.Echo/Hello have 8007 characters, and may have 7680"), (end.Error.Code, end.Error.Reason, end.Error.Message));
        end = await client.Ask(HttpCalled.Post, new Asked { Name = new string('x', 100) });
        Assert.Equal((429, "RESOURCE_EXHAUSTED", "the body of /binding.Echo/Hello has 111 bytes, and may have 100"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said_before_anything_is_sent()
    {
        await using var client = await HttpCalled.At("http://127.0.0.1:1");
        Assert.Equal("METHOD_MISSING", (await client.Client.Call(new Request("/a.B/C", "x")).RunAsync(Env.System)).Error.Reason);
        Assert.Equal("WRONG_MESSAGE", (await client.Ask(HttpCalled.Get, "text")).Error.Reason);
        Assert.Equal("BAD_RULE", (await client.Ask(HttpCalled.Of(HttpRule.Get("/x/{nobody}")))).Error.Reason);
        Assert.Equal(("CODEC", "name"), (await client.Ask(HttpCalled.Get, new Asked())) is { Error: var error } ? (error.Reason, error.Metadata["field"]) : default);
    }

    [Fact]
    public async Task W_CLI_1_a_second_call_sends_nothing_of_what_came_back_for_the_first()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "{}", fields: "x-from-server: 1\r\n"));
        await using var client = await HttpCalled.At(server.Address);
        var headers = Headers.Empty.Add("x-mine", "1");
        Assert.Equal("1", (await client.Ask(HttpCalled.Get, null, headers)).ThrowIfFail().Headers.Find("x-from-server"));
        (await client.Ask(HttpCalled.Get, null, headers)).ThrowIfFail();
        Assert.All(server.Asks, static ask => Assert.Equal(("1", ""), (ask["x-mine"], ask["x-from-server"])));
    }

    [Theory]
    [InlineData("ü")]
    [InlineData("a\u0001b")]
    public async Task What_a_caller_sent_us_that_no_field_of_ours_can_have_does_not_travel_and_costs_no_call(string value)
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(200, "{}"));
        await using var client = await HttpCalled.At(server.Address);
        var travelling = Headers.Trusted([new("x-md-global-bad", value), new("x-md-global-good", "1")]);
        (await client.Ask(HttpCalled.Get, env: Env.System.With(MetadataKey, travelling))).ThrowIfFail();
        Assert.Equal(("", "1"), (server.Asks[0]["x-md-global-bad"], server.Asks[0]["x-md-global-good"]));
    }
}
