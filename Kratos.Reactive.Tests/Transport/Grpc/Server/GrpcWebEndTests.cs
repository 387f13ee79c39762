using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>How calls of gRPC-Web end that do not end well: over HTTP/1.1, where a call has nothing but its connection.</summary>
public sealed class GrpcWebEndTests
{
    static readonly GrpcOptions options = GrpcOptions.Default with { Web = true };

    static byte[] Head(string path, bool text, int length, string more = "") => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc-web{(text ? "-text" : "")}\r\nContent-Length: {length}\r\n{more}\r\n");

    static byte[] Encoded(byte[] body, bool text) => text ? Encoding.ASCII.GetBytes(Convert.ToBase64String(body)) : body;

    static async Task<Socket> Connect(GrpcRun server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        await socket.ConnectAsync(IPAddress.Loopback, server.Uri.Port);
        return socket;
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, true)]
    [InlineData(GrpcRun.SayHello, false)]
    [InlineData(GrpcRun.BidiHello, true)]
    [InlineData(GrpcRun.BidiHello, false)]
    public async Task A_caller_that_leaves_in_the_middle_is_no_failure_of_the_server(string path, bool text)
    {
        var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        var served = new Tally();
        await using (var server = await GrpcRun.Start([GrpcRun.Greeter.ToService().With(served.Watch)], options: options with { Loggers = logs }))
        {
            for (var i = 1; i <= 100; i++)
            {
                using var socket = await Connect(server);
                await socket.SendAsync(Head(path, text, 1000));
                await socket.SendAsync(Encoded(GrpcRun.Ask("Ada"), text).AsMemory(0, i % 10), TestContext.Current.CancellationToken);
                if (i % 2 == 0) await Eventually.True(() => served.Count >= i / 2, "the call to be entered");
            }

            await Eventually.True(() => served.Open == 0, "all calls to be over");
        }

        Assert.Equal([], log.Lines.Where(line => line.Level >= LogLevel.Warning).Select(line => $"{line.Text} {line.Cause}"));
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, true, true)]
    [InlineData(GrpcRun.SayHello, false, true)]
    [InlineData(GrpcRun.LotsOfReplies, true, true)]
    [InlineData(GrpcRun.LotsOfReplies, false, true)]
    [InlineData(GrpcRun.BidiHello, true, false)]
    [InlineData(GrpcRun.BidiHello, false, false)]
    public async Task A_deadline_is_told_whether_or_not_the_caller_has_sent_all(string path, bool text, bool all)
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = _ => yieldFor(1.Hours).Map(_ => new GreetReply()),
            LotsOfReplies = (_, env) => Observable.Never<GreetReply>(),
            BidiHello = (_, env) => Observable.Never<GreetReply>(),
        }, options: options);
        var body = Encoded(GrpcRun.Ask("Ada"), text);
        using var socket = await Connect(server);
        await socket.SendAsync(Head(path, text, all ? body.Length : 1000, "grpc-timeout: 50m\r\n"));
        await socket.SendAsync(body);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!answer.ToString().Contains("grpc-status: 4\r\n", StringComparison.OrdinalIgnoreCase))
        {
            var read = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.True(read > 0, $"the connection was closed after: {answer}");
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer.ToString());
    }
}
