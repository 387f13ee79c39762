using System.Text;
using Google.Protobuf;

namespace Kratos.Reactive.Tests;

/// <summary>Failures that servers answer with, the shared rows under their names.</summary>
public sealed class HttpClientFailureTests
{
    static async Task<Error> Failed(int status, string body, string contentType = "application/json", string fields = "") =>
        (await HttpCalled.Answered(_ => RawHttp.Answer(status, body, contentType, fields))).End.Error;

    [Fact]
    public async Task CE1_a_status_from_200_to_299_is_no_error()
    {
        foreach (var status in new[] { 200, 201, 202, 204, 226, 299 }) Assert.True((await HttpCalled.Answered(_ => RawHttp.Answer(status, ""))).End.IsSucc, $"{status}");
    }

    [Fact]
    public async Task CE2_a_status_of_300_is_an_error_and_keeps_what_the_body_has() =>
        Assert.Equal(new Error(300, "", "the server answered with HTTP status 300").WithMetadata("foo", "bar"), await Failed(300, """{"foo":"bar"}"""));

    [Fact]
    public async Task CE3_the_code_is_the_status() => Assert.Equal(new Error(500, "FOO", "hi"), await Failed(500, """{"code":54321,"message":"hi","reason":"FOO"}"""));

    [Fact]
    public async Task CE5_a_status_without_a_body_is_a_code_and_has_no_cause()
    {
        var error = await Failed(503, "", "");
        Assert.Equal(new Error(503, "", "the server answered with HTTP status 503"), error);
        Assert.Null(error.Cause);
    }

    [Fact]
    public async Task A_failure_of_Kratos_keeps_its_metadata() =>
        Assert.Equal(Error.BadRequest("xxx", "zzz").WithMetadata("foo", "bar"), await Failed(400, """{"code":400,"reason":"xxx","message":"zzz","metadata":{"foo":"bar"}}"""));

    [Fact]
    public async Task Members_that_Go_leaves_out_are_empty() => Assert.Equal(new Error(404, "R", "the server answered with HTTP status 404"), await Failed(404, """{"code":404,"reason":"R"}"""));

    [Fact]
    public async Task Another_code_counts_only_when_the_server_says_what_status_it_stands_behind()
    {
        Assert.Equal(54321, (await Failed(500, """{"code":54321,"status":500}""")).Code);
        Assert.Equal(500, (await Failed(500, """{"code":404,"status":500}""")).Code);
        Assert.Equal(502, (await Failed(502, """{"code":54321,"status":500}""")).Code);
    }

    [Fact]
    public async Task Problem_details_are_read() => Assert.Equal(
        new Error(403, "", "Your current balance is 30, but that costs 50.") { Metadata = new Dictionary<string, string> { ["type"] = "https://example.com/probs/out-of-credit", ["instance"] = "/account/12345", ["balance"] = "30", ["accounts"] = """["/a","/b"]""" } },
        await Failed(403, """{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":403,"detail":"Your current balance is 30, but that costs 50.","instance":"/account/12345","balance":30,"accounts":["/a","/b"]}""", "application/problem+json"));

    [Fact]
    public async Task So_is_what_Google_and_gRPC_gateways_and_OAuth_answer()
    {
        Assert.Equal(
            new Error(404, "NO_BOOK", "no such book").WithMetadata("book", "7").WithMetadata("details", """[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"NO_BOOK","metadata":{"book":"7"}}]"""),
            await Failed(404, """{"error":{"code":404,"message":"no such book","status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"NO_BOOK","metadata":{"book":"7"}}]}}"""));
        Assert.Equal(new Error(404, "", "no such book").WithMetadata("details", "[]"), await Failed(404, """{"code":5,"message":"no such book","details":[]}"""));
        Assert.Equal(new Error(401, "invalid_client", "who?"), await Failed(401, """{"error":"invalid_client","error_description":"who?"}""") with { Metadata = ValueMap.Empty });
    }

    [Theory]
    [InlineData("""{"code":409,"reason":"R","message":"\ud800"}""", "\\ud800", "")]
    [InlineData("""{"code":409,"reason":"R","message":"m","metadata":{"k":"\ud800","\udc00":"v"}}""", "m", "k=\\ud800,\\udc00=v")]
    [InlineData("""{"code":409,"reason":"R","message":"m","\ud800ode":{"a":["\udfff"]}}""", "m", """\ud800ode={"a":["\udfff"]}""")]
    [InlineData("""{"error":{"code":409,"message":"m","details":[{"\ud800":1},{"@type":"x/google.rpc.ErrorInfo","reason":"R","metadata":{"a":"\ud800"}}]}}""", "m", null)]
    public async Task A_text_that_is_no_Unicode_costs_a_failure_neither_its_status_nor_the_rest(string body, string message, string? metadata)
    {
        var error = await Failed(409, body);
        Assert.Equal((409, "R", message), (error.Code, error.Reason, error.Message));
        if (metadata is not null) Assert.Equal(metadata, string.Join(',', error.Metadata.OrderByDescending(static one => one.Key == "k").Select(static one => $"{one.Key}={one.Value}")));
    }

    [Fact]
    public async Task Nor_do_bytes_that_are_no_text()
    {
        var end = (await HttpCalled.Answered(static _ => "HTTP/1.1 409 x\r\nContent-Length: 36\r\n\r\n{\"reason\":\"R\",\"message\":\"m\",\"\xfe\":\"\xff\"}")).End;
        Assert.Equal((409, "R", "m"), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }

    [Theory]
    [InlineData("<h1>Bad gateway</h1>\u0007", "text/html", "text/html: <h1>Bad gateway</h1>?")]
    [InlineData("plain", "", "no content type: plain")]
    [InlineData("[1]", "application/json", "application/json: [1]")]
    [InlineData("{broken", "application/json", "application/json: {broken")]
    public async Task W_CLI_9_the_beginning_of_any_other_body_is_kept_where_it_goes_no_further(string body, string contentType, string cause)
    {
        var error = await Failed(502, body, contentType);
        Assert.Equal(new Error(502, "", "the server answered with HTTP status 502"), error);
        Assert.Equal(cause, error.Cause?.Message);
    }

    [Fact]
    public async Task A_long_body_is_cut() => Assert.Equal("text/plain: ".Length + 1024, (await Failed(500, new string('x', 1024 * 1024), "text/plain")).Cause?.Message.Length);

    [Fact]
    public async Task The_wire_format_of_Go_Kratos_errors_is_read()
    {
        using var bytes = new MemoryStream();
        var output = new CodedOutputStream(bytes, leaveOpen: true);
        output.WriteRawTag(8);
        output.WriteInt32(5);
        output.WriteRawTag(18);
        output.WriteString("FOO");
        output.WriteRawTag(26);
        output.WriteString("hi");
        output.WriteRawTag(34);
        output.WriteBytes(ByteString.CopyFrom([10, 1, (byte)'k', 18, 1, (byte)'v']));
        output.Flush();
        Assert.Equal(new Error(409, "FOO", "hi").WithMetadata("k", "v"), await Failed(409, Encoding.ASCII.GetString(bytes.ToArray()), "application/proto"));
        Assert.Equal("the server answered with HTTP status 409", (await Failed(409, "\u0008", "application/proto")).Message);
    }

    [Fact]
    public async Task The_fields_of_a_failed_call_are_there_for_who_wants_them()
    {
        await using var server = RawHttp.Of(static _ => RawHttp.Answer(302, "", "", "Location: /there\r\n"));
        await using var client = await HttpCalled.At(server.Address);
        var fields = new ReplyFields();
        Assert.Equal(302, (await client.Ask(HttpCalled.Get, env: Env.System.With(ReplyFields.Key, fields))).Error.Code);
        Assert.Equal("/there", (await fields.Headers.SingleAsync()).Find("location"));
        Assert.Single(server.Asks);
    }

    [Fact]
    public async Task What_is_no_HTTP_is_a_bad_reply() => Assert.Equal((502, "BAD_REPLY"), (await HttpCalled.Answered(static _ => "SSH-2.0-nonsense\r\n\r\n")).End.Error is var error ? (error.Code, error.Reason) : default);
}
