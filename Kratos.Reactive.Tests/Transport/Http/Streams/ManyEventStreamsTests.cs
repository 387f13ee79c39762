using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Many event streams at once, on a server in a process of its own, whose memory is looked at from outside.</summary>
public sealed class ManyEventStreamsTests(ITestOutputHelper output)
{
    const int Streams = 10_000;
    const long Mebibyte = 1024 * 1024;

    static readonly byte[] ask = "GET /rooms/lobby HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_listen_at_a_door_and_hear_what_is_said_within_a_gibibyte()
    {
        await using var program = Program.Sample("Chat", "server", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0", "--web", "http://127.0.0.1:0");
        await program.Line("started");
        var port = program.Output.Split('\n').Single(static line => line.Contains("http listens on", StringComparison.Ordinal)).Split(':')[^1].TrimEnd('/');
        var server = new IPEndPoint(IPAddress.Loopback, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        var listeners = new List<Socket>();
        var (memory, handles) = (program.Memory, program.HandleCount);
        for (var i = 0; i < Streams; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listeners.Add(socket);
            await socket.ConnectAsync(server, Token);
            await socket.SendAsync(ask, Token);
        }

        foreach (var socket in listeners) await Until(socket, ":\n\n");     // it is open
        var silent = program.Memory;
        Assert.InRange(program.HandleCount, handles + Streams, handles + Streams + 20);
        await using var ada = Program.Start("node", Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Http", "socket.js"), $"ws://{server}/chat");
        await ada.Line("open");
        await ada.Type("{\"enter\":{\"room\":\"lobby\",\"name\":\"ada\"}}");
        await ada.Type("{\"line\":\"hello, all of you\"}");
        foreach (var socket in listeners) await Until(socket, "hello, all of you");
        var told = program.Memory;
        output.WriteLine($"{Streams} event streams: {silent / Mebibyte} MiB silent, {told / Mebibyte} MiB when all of them had heard something; over the {memory / Mebibyte} MiB of none, {(told - memory) / Streams} bytes each");
        Assert.InRange(Math.Max(silent, told), memory, 1024 * Mebibyte - 1);
        foreach (var socket in listeners) socket.Dispose();
        await Eventually.True(() => program.HandleCount <= handles + 10, "the connections to be given back");
        Assert.DoesNotContain("fail:", program.Output, StringComparison.Ordinal);
    }

    static async Task Until(Socket socket, string words)
    {
        var buffer = new byte[4096];
        for (var text = ""; !text.Contains(words, StringComparison.Ordinal);)
        {
            var read = await socket.ReceiveAsync(buffer, Token);
            Assert.True(read > 0, $"the stream ended after '{text}'");
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }
    }
}
