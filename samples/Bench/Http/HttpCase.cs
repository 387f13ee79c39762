using System.Text;

namespace Bench;

/// <summary>What servers are asked over HTTP, and what they must answer with.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Head">The request line and the header fields that are its own.</param>
/// <param name="Body">The body of the request.</param>
/// <param name="Answer">What the answer's body must end with.</param>
sealed record HttpCase(string Name, string Head, string Body, string Answer)
{
    const string Json = "Content-Type: application/json\r\n";
    const string Bytes = "Content-Type: application/octet-stream\r\n";

    internal static IReadOnlyList<HttpCase> All { get; } =
    [
        new("hello world", "GET /helloworld/kratos HTTP/1.1\r\n", "", """{"message":"Hello kratos"}"""),
        new("hello world, POST", $"POST /helloworld HTTP/1.1\r\n{Json}", """{"name":"kratos"}""", """{"message":"Hello kratos"}"""),
        new("1 MB of JSON in", $"POST /text HTTP/1.1\r\n{Json}", $$"""{"text":"{{BodiesServer.LongText}}"}""", """{"characters":1048576}"""),
        new("1 MB of JSON out", "GET /text/1048576 HTTP/1.1\r\n", "", "}"),      // what is before it may be another chunk
        new("1 MB of bytes in", $"POST /raw HTTP/1.1\r\n{Bytes}", BodiesServer.LongText, """{"characters":1048576}"""),
        new("1 MB of bytes out", "GET /raw/1048576 HTTP/1.1\r\n", "", "xxxxxx"),
    ];

    internal byte[] Request(Uri address) => Encoding.ASCII.GetBytes($"{Head}Host: {address.Authority}\r\n{(Body.Length > 0 ? $"Content-Length: {Body.Length}\r\n" : "")}\r\n{Body}");
}
