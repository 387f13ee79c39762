using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests;

/// <summary>What a person sees who asks with curl, as it is.</summary>
public sealed partial class HttpCurlTests
{
    [Fact]
    public async Task A_reply() => await Shows(
        "-i $/helloworld/kratos",
        """
        HTTP/1.1 200 OK
        Content-Length: 26
        Content-Type: application/json
        Date: (now)

        {"message":"Hello kratos"}
        """);

    [Fact]
    public async Task A_reply_to_a_body() => await Shows(
        """-i -H Content-Type:application/json -d {"name":"Jürgen"} $/helloworld""",
        """
        HTTP/1.1 200 OK
        Content-Length: 27
        Content-Type: application/json
        Date: (now)

        {"message":"Hello Jürgen"}
        """);

    [Fact]
    public async Task A_failure() => await Shows(
        "-i $/helloworld/error",
        """
        HTTP/1.1 400 Bad Request
        Content-Length: 93
        Content-Type: application/json
        Date: (now)

        {"code":400,"reason":"CUSTOM_ERROR","message":"you asked for it","metadata":{"name":"error"}}
        """);

    [Fact]
    public async Task A_panic() => await Shows(
        "-i $/helloworld/panic",
        """
        HTTP/1.1 500 Internal Server Error
        Content-Length: 70
        Content-Type: application/json
        Date: (now)

        {"code":500,"reason":"PANIC","message":"internal error","metadata":{}}
        """);

    [Fact]
    public async Task A_path_that_is_not_there() => await Shows(
        "-i $/elsewhere",
        """
        HTTP/1.1 404 Not Found
        Content-Length: 89
        Content-Type: application/json
        Date: (now)

        {"code":404,"reason":"NOT_FOUND","message":"there is nothing at this path","metadata":{}}
        """);

    [Fact]
    public async Task A_verb_that_is_not_there() => await Shows(
        "-i -X DELETE $/helloworld",
        """
        HTTP/1.1 405 Method Not Allowed
        Content-Length: 129
        Content-Type: application/json
        Date: (now)
        Allow: POST, OPTIONS

        {"code":405,"reason":"METHOD_NOT_ALLOWED","message":"this path is not for this method; see the header field Allow","metadata":{}}
        """);

    [Fact]
    public async Task A_body_that_curl_calls_a_form() => await Shows(
        """-i -d {"name":"kratos"} $/helloworld""",
        """
        HTTP/1.1 415 Unsupported Media Type
        Content-Length: 193
        Content-Type: application/json
        Date: (now)
        Accept: application/json

        {"code":415,"reason":"CODEC","message":"the content type 'application/x-www-form-urlencoded' is not known: send application/json","metadata":{"contentType":"application/x-www-form-urlencoded"}}
        """);

    [Fact]
    public async Task A_body_that_is_wrong() => await Shows(
        """-i -H Content-Type:application/json -d {"name":7} $/helloworld""",
        """
        HTTP/1.1 400 Bad Request
        Content-Length: 90
        Content-Type: application/json
        Date: (now)

        {"code":400,"reason":"CODEC","message":"name: must be a text","metadata":{"field":"name"}}
        """);

    [Fact]
    public async Task The_head_alone() => await Shows(
        "-I $/helloworld/kratos",
        """
        HTTP/1.1 200 OK
        Content-Length: 26
        Content-Type: application/json
        Date: (now)


        """);

    [Fact]
    public async Task The_verbs_of_a_path() => await Shows(
        "-i -X OPTIONS $/helloworld/kratos",
        """
        HTTP/1.1 204 No Content
        Date: (now)
        Allow: GET, HEAD, OPTIONS


        """);

    static async Task Shows(string arguments, string transcript)
    {
        await using var server = await Serving.Start(Hello.Service);
        var text = await Curl(arguments.Replace("$/", server.Uri.ToString()).Split(' '));
        Assert.Equal(transcript, Now.Replace(text.Replace("\r\n", "\n"), "Date: (now)"));
    }

    [GeneratedRegex(@"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")]
    static partial Regex Now { get; }

    static async Task<string> Curl(params string[] arguments)
    {
        var start = new ProcessStartInfo("curl", ["--silent", "--noproxy", "*", "--max-time", "60", .. arguments]) { RedirectStandardOutput = true };
        using var curl = Process.Start(start)!;
        var text = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return text;
    }
}
