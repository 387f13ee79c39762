using System.Text.Json;
using Kratos.Reactive.Yaml;

namespace Kratos.Reactive.Tests;

/// <summary>What a failure looks like, by what its caller takes.</summary>
public sealed class HttpFailureFormatTests
{
    const string Json = """{"code":400,"reason":"xxx","message":"zzz","metadata":{"foo":"bar"}}""";
    const string Problem = """{"type":"about:blank","title":"Bad Request","status":400,"detail":"zzz","code":400,"reason":"xxx","metadata":{"foo":"bar"}}""";

    static readonly Error Failed = Error.BadRequest("xxx", "zzz").WithMetadata("foo", "bar");

    static readonly HttpOptions All = HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, CodecKit.Line, CodecKit.Mirror] };

    [Theory]
    [InlineData("", "application/json", Json)]
    [InlineData("*/*", "application/json", Json)]
    [InlineData("application/json", "application/json", Json)]
    [InlineData("application/protojson", "application/protojson", Json)]
    [InlineData("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", "application/xml", null)]
    [InlineData("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", "code=400&message=zzz&metadata%5Bfoo%5D=bar&reason=xxx")]
    [InlineData("application/xml", "application/xml", """<?xml version="1.0" encoding="utf-8"?><Status><code>400</code><reason>xxx</reason><message>zzz</message><metadata><entry key="foo">bar</entry></metadata></Status>""")]
    [InlineData("application/problem+json", "application/problem+json", Problem)]
    [InlineData("application/json, application/problem+json", "application/problem+json", Problem)]
    [InlineData("APPLICATION/PROBLEM+JSON;q=0.5, application/json;q=0.5", "application/problem+json", Problem)]
    [InlineData("application/json, application/problem+json;q=0.5", "application/json", Json)]
    [InlineData("application/json;q=0.1, application/problem+json;q=0", "application/json", Json)]
    [InlineData("application/problem+json, application/xml;q=0.9", "application/problem+json", Problem)]
    public async Task A_failure_is_in_what_is_asked_for_and_has_its_status(string accept, string type, string? body)
    {
        var answer = await Ask(Failed, accept);
        Assert.Equal((400, type), (answer.Status, answer.ContentType));
        if (body is not null) Assert.Equal(body, answer.Body);
    }

    [Theory]
    [InlineData("application/proto")]
    [InlineData("application/protobuf")]
    public async Task In_the_wire_format_of_protobuf_a_failure_is_Go_Kratos_Status(string accept)
    {
        await using var server = await Serving.Start(All, Service(Failed));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fail") { Headers = { { "Accept", accept } } };
        using var reply = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((400, accept), ((int)reply.StatusCode, reply.Content.Headers.ContentType!.ToString()));
        var expected = new Protos.Errors.Status { Code = 400, Reason = "xxx", Message = "zzz", Metadata = { ["foo"] = "bar" } };
        Assert.Equal(expected, Protos.Errors.Status.Parser.ParseFrom(await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_notation_of_ones_own_has_failures_too() => Assert.StartsWith(Json[..60], CodecKit.Turned((await Ask(Failed, "application/x-mirror")).Body), StringComparison.Ordinal);

    [Fact]
    public async Task A_notation_that_cannot_write_it_leaves_it_to_JSON()
    {
        var broken = Codec.Notation("application/x-broken", static (_, _, _) => throw new InvalidOperationException("broken"), static (_, _, _) => Unit.Default);
        var refusing = Codec.Notation("application/x-refusing", static (_, _, _) => Error.Internal("A", "b"), static (_, _, _) => Unit.Default);
        foreach (var codec in (Codec[])[broken, refusing])
        {
            await using var server = await Serving.Start(HttpOptions.Default with { Codecs = [Codec.Json, codec] }, Service(Failed));
            var answer = Answer.Of(await server.Raw($"GET /fail HTTP/1.1\r\nHost: x\r\nAccept: {codec}\r\nConnection: close\r\n\r\n"));
            Assert.Equal((400, "application/json", Json), (answer.Status, answer.ContentType, answer.Body));
        }
    }

    [Fact]
    public async Task W_HTTP_7_RE29_Row_161_an_error_for_XML_has_its_status_and_a_body_even_where_there_is_no_XML()
    {
        await using var server = await Serving.Start(Service(Failed));
        var answer = Answer.Of(await server.Raw("GET /fail HTTP/1.1\r\nHost: x\r\nAccept: application/json;q=0.1, application/xml\r\nConnection: close\r\n\r\n"));
        Assert.Equal((400, Json), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task RE10_511_without_a_word()
    {
        var answer = await Ask(new Error(511, "", ""), "");
        Assert.Equal((511, "application/json", """{"code":511,"reason":"","message":"","metadata":{}}"""), (answer.Status, answer.ContentType, answer.Body));
    }

    [Theory]
    [InlineData(10001)]
    [InlineData(0)]
    public async Task W_HTTP_5_RE27_a_business_code_is_500_as_a_problem_too_and_keeps_its_number(int code)
    {
        var answer = await Ask(new Error(code, "BUSINESS", "as agreed"), "application/problem+json");
        using var json = JsonDocument.Parse(answer.Body);
        Assert.Equal((500, 500, code, "Internal Server Error"), (answer.Status, json.RootElement.GetProperty("status").GetInt32(), json.RootElement.GetProperty("code").GetInt32(), json.RootElement.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task What_failed_along_with_it_is_in_a_problem_too()
    {
        using var json = JsonDocument.Parse((await Ask(Failed.And(Error.Conflict("OTHER", "as well")), "application/problem+json")).Body);
        var other = Assert.Single(json.RootElement.GetProperty("others").EnumerateArray());
        Assert.Equal((409, "OTHER", "as well"), (other.GetProperty("code").GetInt32(), other.GetProperty("reason").GetString(), other.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_status_without_a_phrase_is_titled_by_its_reason()
    {
        using var json = JsonDocument.Parse((await Ask(new Error(499, "LEFT", "m"), "application/problem+json")).Body);
        Assert.NotEmpty(json.RootElement.GetProperty("title").GetString()!);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "NOT_FOUND")]
    [InlineData("PUT", "/fail", 405, "METHOD_NOT_ALLOWED")]
    public async Task What_has_no_route_is_a_problem_as_well(string verb, string path, int status, string reason)
    {
        await using var server = await Serving.Start(Service(Failed));
        var answer = Answer.Of(await server.Raw($"{verb} {path} HTTP/1.1\r\nHost: x\r\nAccept: application/json, application/problem+json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        Assert.Equal((status, "application/problem+json", "Accept"), (answer.Status, answer.ContentType, answer.Fields["Vary"]));
        Assert.Contains($"\"reason\":\"{reason}\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_problems_gets_good_replies_in_JSON()
    {
        await using var server = await Serving.Start(new Zoo().Service);
        var answer = Answer.Of(await server.Raw("GET /animals/x HTTP/1.1\r\nHost: x\r\nAccept: application/problem+json\r\nConnection: close\r\n\r\n"));
        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task W_HTTP_10_the_text_of_an_exception_is_in_no_format()
    {
        await using var server = await Serving.Start(Server.Http("http://127.0.0.1:0", All, new Zoo().Service), Env.System.WithUnhandled(static _ => { }));
        foreach (var accept in (string[])["*/*", "application/problem+json", "application/xml", "application/protobuf", "application/x-www-form-urlencoded"])
            Assert.DoesNotContain("secret", await server.Raw($"GET /panic HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    public static TheoryData<Error> Failures { get; } = new(
        Failed,
        new Error(10001, "BUSINESS", "as agreed"),
        new Error(0, "ZERO", "0"),
        Failed.And(Error.Conflict("OTHER", "as well").WithMetadata("k", "v")),
        Failed.And(Error.Conflict("TWO", "2")).And(new Error(10002, "THREE", "3 & <4>")),
        Error.NotFound("LARGE", new string('x', 200_000)),
        Error.NotFound("A", "").WithMetadata("", "").WithMetadata("a.b[c]", " d "));

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_is_the_same_at_the_client_in_every_format(Error error)
    {
        var codecs = new[] { Codec.Json, Codec.Protobuf, Codec.Xml, Codec.Yaml, CodecKit.Mirror };
        await using var server = await Serving.Start(HttpOptions.Default with { Codecs = codecs }, Service(error));
        foreach (var codec in codecs)
        {
            await using var client = await HttpCalled.At(server.Uri.ToString(), options => options with { Codecs = [codec] });
            var method = Method.Of<Binding.Complex, Binding.Complex>("/x.Failing/Fail", MethodShape.Unary) with { Rules = [HttpRule.Get("/fail")] };
            Assert.Equal((codec, error), (codec, (await client.Ask(method, new Binding.Complex())).Error));
        }
    }

    static async Task<Answer> Ask(Error error, string accept)
    {
        await using var server = await Serving.Start(All, Service(error));
        return Answer.Of(await server.Raw($"GET /fail HTTP/1.1\r\nHost: x\r\n{(accept.Length > 0 ? $"Accept: {accept}\r\n" : "")}Connection: close\r\n\r\n"));
    }

    static Service Service(Error error) => new Service("x.Failing").Unary<Unit, Binding.Complex>("Fail", _ => error, HttpRule.Get("/fail"));
}
