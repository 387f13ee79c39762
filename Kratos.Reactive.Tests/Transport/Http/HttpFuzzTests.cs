using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Whatever comes in: an answer below 500, nothing logged at Error.</summary>
public sealed class HttpFuzzTests : ZooTests
{
    const int Tries = 1500;

    static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "null", "true", "-", "1e999", "0.1e-5", "99999999999999999999", "NaN", "\"name\"", "\"age\"", "\"home\"", "\"street\"", "\"friends\"", "\"counts\"",
        "\"weight\"", "\"diet\"", "\"Meat\"", "{}", "[]", " ", "\n", "/*", "//", "x", "\0", "\u00ff", "\ud83d\ude00", "{\"name\":\"x\"", "\"name\":\"x\",",
    ];

    static Gen<string> Text(params string[] fragments) => Gen.Elements(fragments).ListOf().Select(list => string.Concat(list));

    static Gen<byte[]> Body => Gen.OneOf(
        Text(Fragments).Select(Encoding.UTF8.GetBytes),
        Text(Fragments).Select(Encoding.Latin1.GetBytes),
        Text(Fragments).Select(text => Encoding.UTF8.GetBytes($"{{\"name\":\"x\",{text}}}")),
        Text(Fragments).Select(text => Encoding.UTF8.GetBytes($"{{\"name\":\"x\",\"home\":{text}}}")),
        ArbMap.Default.GeneratorFor<byte[]>());

    static Gen<string> Encoded => Gen.OneOf(
        Text("%", "%2F", "%2e", "%C3", "%BC", "%ff", "%0", "%zz", "+", "&", "=", ";", "a", "1", "-", ".", "..", ":", "name", "age=", "friends=", "weight=", "1e999", "wild", "diet=", "home=", "~", "@", "[", "]", "*", "\\", "|"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Uri.EscapeDataString(new string([.. text.Get.Where(c => !char.IsSurrogate(c))]))));

    [Fact]
    public void Bodies() => Try(Body, async body =>
    {
        foreach (var (verb, path) in new[] { ("POST", "/animals"), ("PUT", "/animals/x"), ("PATCH", "/animals/x") })
            Fine((await Send(new(verb), path, Json(body))).Status);
    });

    [Fact]
    public void Paths_and_queries() => Try(Encoded.Zip(Encoded), async parts =>
    {
        var requests = new[] { "/animals/", "/aged/", "/files/", "/" }.Select(start => $"GET {start}{parts.Item1}?{parts.Item2} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        foreach (var request in requests) Fine(Answer.Of(await Server.Raw(request)).Status);
    });

    [Fact]
    public void Header_fields()
    {
        var names = Gen.Elements("X-A", "Content-Type", "Content-Encoding", "Accept", "Expect", "TE", "Trailer", "Cookie", "x-md-global-a", "Traceparent", "Upgrade", "Range", "If-Match", "Content-Length", "Transfer-Encoding", "Connection", "Host", "", " ", "X A", "X:A");
        var values = Gen.OneOf(Text("application/", "json", "xml", ";", "charset=", "utf-8", "\"", ",", " ", "\t", "0", "12", "gzip", "chunked", "close", "\u00ff", "\u0001", "=", "q=", "*"), Gen.Constant("application/json"));
        Try(names.Zip(values).Select(field => $"{field.Item1}: {field.Item2}\r\n").ListOf(4).Select(string.Concat), async fields =>
        {
            // The caller ends its side: a body that was promised and does not come is the end of the call, with or without an answer.
            using var socket = await Server.Connect();
            await socket.SendAsync(Encoding.Latin1.GetBytes($"POST /animals HTTP/1.1\r\nHost: x\r\n{fields}Connection: close\r\n\r\n{{\"name\":\"x\"}}"));
            socket.Shutdown(SocketShutdown.Send);
            if (await Serving.ReadAll(socket) is { Length: > 0 } text) Fine(Answer.Of(text).Status);
        });
    }

    static void Try<A>(Gen<A> gen, Func<A, Task> check) =>
        Prop.ForAll(gen.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(30));

    static void Fine(int status) => Assert.True(status is (>= 200 and < 500) or 505, $"{status}");
}
