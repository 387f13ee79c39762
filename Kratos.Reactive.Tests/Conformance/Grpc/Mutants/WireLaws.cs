using Helloworld.V1;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>What the standard interop cases do not look at, and every server has to do. Each law is given an address, whoever listens there.</summary>
static class WireLaws
{
    internal const string Odd = "100 % \u00fc\n";       // each of its odd ends has to be escaped

    static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    internal static IReadOnlyDictionary<string, Func<Uri, Task>> All { get; } = new Dictionary<string, Func<Uri, Task>>
    {
        ["binary metadata comes padded or not"] = BinaryMetadataComesPaddedOrNot,
        ["a deadline is kept by the server"] = ADeadlineIsKeptByTheServer,
        ["an unknown method is a status of gRPC"] = AnUnknownMethodIsAStatusOfGrpc,
        ["a message is percent-encoded"] = AMessageIsPercentEncoded,
    };

    /// <summary>The service that they are tried on: it echoes, fails, and waits for very long if somebody has said that he does not.</summary>
    internal static GreeterService Greeter { get; } = GrpcRun.Greeter with
    {
        SayHello = static request => request.Name switch
        {
            "late" => envEff.Bind(static env => when(env.Deadline.IsSome, yieldFor(Late))).Map(static _ => GrpcRun.Hello("nobody waits")),
            "odd" => FailEff<GreetReply>(Error.NotFound("ODD", Odd)),
            _ => from call in currentCall
                 from _ in when(call.RequestHeaders.Values("echo-bin").Count > 0, call.SetTrailer("echo-bin", string.Join(',', call.RequestHeaders.Values("echo-bin"))))
                 select GrpcRun.Hello(request.Name),
        },
    };

    static async Task BinaryMetadataComesPaddedOrNot(Uri server)
    {
        foreach (var sent in (string[])["q6ur", "q6s", "q6s=", "qw", "qw=="])
        {
            var answer = await Call(server, GrpcRun.SayHello, "Ada", ("echo-bin", sent));
            Assert.Equal(GrpcCode.Ok, answer.Status);
            Assert.Equal(sent.TrimEnd('='), RawAnswer.Find(answer.Trailers, "echo-bin"));
        }
    }

    static async Task ADeadlineIsKeptByTheServer(Uri server)
    {
        var answer = await Call(server, GrpcRun.SayHello, "late", ("grpc-timeout", "50m"));
        Assert.Equal(GrpcCode.DeadlineExceeded, answer.Status);
    }

    static async Task AnUnknownMethodIsAStatusOfGrpc(Uri server)
    {
        foreach (var path in (string[])["/helloworld.v1.Greeter/NoSuchMethod", "/no.such.Service/Method"])
        {
            var answer = await Call(server, path, "Ada");
            Assert.Equal(("200", "application/grpc"), (answer.Http, RawAnswer.Find(answer.Head, "content-type")));
            Assert.Equal(GrpcCode.Unimplemented, answer.Status);
        }
    }

    static async Task AMessageIsPercentEncoded(Uri server)
    {
        var answer = await Call(server, GrpcRun.SayHello, "odd");
        Assert.Equal(GrpcCode.NotFound, answer.Status);
        Assert.Equal("100 %25 %C3%BC%0A", RawAnswer.Find(answer.Trailers, GrpcMessage.Name));
    }

    static async Task<RawAnswer> Call(Uri server, string path, string name, params (string, string)[] fields)
    {
        await using var peer = await RawPeer.Connect(server);
        var stream = await peer.Open(RawPeer.Call(path, fields));
        await peer.Data(stream, GrpcRun.Ask(name), end: true);
        return await peer.Answer(stream);
    }
}
