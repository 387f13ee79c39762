using System.Security.Cryptography.X509Certificates;
using Helloworld.V1;

namespace Kratos.Reactive.Tests;

/// <summary>gRPC-Web, judged by two clients of it: Connect's, and gRPC's own on an XMLHttpRequest for Node.</summary>
public sealed class WebPeerTests
{
    static readonly GrpcOptions web = GrpcOptions.Default with { Web = true };

    const string Failed =
        """
        "header":"to the server","status":5,"message":"nobody is called error","trailer":"q6urAA","details":{"code":5,"reason":"NO_SUCH_NAME","metadata":{"name":"error"}},"failed":5
        """;

    static Eff<Unit> Echo { get; } =
        from call in currentCall
        from _1 in call.SetHeader("x-echo", call.RequestHeaders.Values("x-sent")[0])
        from _2 in call.SetTrailer("x-echo-bin", call.RequestHeaders.Values("x-sent-bin")[0])
        select _2;

    static GreeterService Greeter { get; } = GrpcRun.Greeter with
    {
        SayHello = request => Echo >> GrpcRun.Greeter.SayHello(request),
        LotsOfReplies = (request, env) => Echo.ToObservable(env).SelectMany(_ => request.Name == "error"
            ? Observable.Return(GrpcRun.Hello("Ada"), env.Scheduler).Concat(GrpcRun.Greeter.SayHello(request).ToObservable(env))
            : GrpcRun.Greeter.LotsOfReplies(request, env)),
    };

    static async Task<string> Call(string script, params IReadOnlyList<string> arguments)
    {
        await using var client = Peer.Script(script, [.. arguments]);
        await client.Exit();
        return client.Output;
    }

    [Theory]
    [InlineData("http", "1.1")]
    [InlineData("https", "1.1")]
    [InlineData("https", "2")]
    public async Task Connect_gets_replies_fields_and_errors(string scheme, string version)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(PemFiles.WellKnown("server1.pem"), PemFiles.WellKnown("server1.key"));
        await using var server = await GrpcRun.Start(Greeter, options: web with { Certificate = scheme is "https" ? _ => certificate : null });
        string[] trusted = scheme is "https" ? [PemFiles.WellKnown("ca.pem")] : [];
        foreach (var (shape, name, seen) in new[]
        {
            ("unary", "Ada", """{"replies":["Hello Ada"],"header":"to the server","trailer":[171,171,171,0]}"""),
            ("unary", "error", """{"replies":[],"header":"to the server","trailer":[171,171,171,0],"error":{"code":5,"message":"nobody is called error","reason":"NO_SUCH_NAME","metadata":{"name":"error"}}}"""),
            ("stream", "Ada", """{"replies":["Hello Ada 0","Hello Ada 1","Hello Ada 2"],"header":"to the server","trailer":[171,171,171,0]}"""),
            ("stream", "error", """{"replies":["Hello Ada"],"header":"to the server","trailer":[171,171,171,0],"error":{"code":5,"message":"nobody is called error","reason":"NO_SUCH_NAME","metadata":{"name":"error"}}}"""),
        }) Assert.Equal(seen, await Call("grpc-web/connect.js", [$"{scheme}://127.0.0.1:{server.Uri.Port}", version, shape, name, .. trusted]));
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("text")]
    public async Task Its_own_client_gets_replies_fields_and_errors(string format)
    {
        await using var server = await GrpcRun.Start(Greeter, options: web);
        foreach (var (shape, name, seen) in new[]
        {
            ("unary", "Ada", """{"replies":["Hello Ada"],"header":"to the server","status":0,"message":"","trailer":"q6urAA"}"""),
            ("unary", "error", $$"""{"replies":[],{{Failed}}}"""),
            ("stream", "Ada", """{"replies":["Hello Ada 0","Hello Ada 1","Hello Ada 2"],"header":"to the server","status":0,"message":"","trailer":"q6urAA"}"""),
            ("stream", "error", $$"""{"replies":["Hello Ada"],{{Failed}}}"""),
        }) Assert.Equal(seen, await Call("grpc-web/grpc-web.js", [$"http://127.0.0.1:{server.Uri.Port}", format, shape, name]));
    }
}
