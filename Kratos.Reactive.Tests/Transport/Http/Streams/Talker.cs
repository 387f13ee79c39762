using System.Net.WebSockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>The other side of a WebSocket.</summary>
sealed class Talker(WebSocket socket) : IDisposable
{
    readonly byte[] buffer = new byte[1024 * 1024];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    internal WebSocket Socket => socket;

    /// <summary>The header fields of the handshake's answer.</summary>
    internal IReadOnlyDictionary<string, IEnumerable<string>>? Fields => (socket as ClientWebSocket)?.HttpResponseHeaders;

    internal static async Task<Talker> Open(Serving server, string path, Action<ClientWebSocketOptions>? options = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Uri.Port}{path}"), Token);
        return new(socket);
    }

    /// <summary>With these header fields, some of which <see cref="ClientWebSocket"/> does not send; what the server refuses has no socket.</summary>
    internal static async Task<(int Status, Talker? Talker)> Ask(Serving server, string path, params string[] fields)
    {
        var stream = new System.Net.Sockets.NetworkStream(await server.Connect(), ownsSocket: true);
        string[] lines = [$"GET {path} HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. fields, "", ""];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)), Token);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, Token) > 0) head.Append((char)one[0]);
        var status = int.Parse(head.ToString().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        if (status == 101) return (status, new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions())));
        await stream.DisposeAsync();
        return (status, null);
    }

    /// <summary>The status with which a WebSocket is refused.</summary>
    internal static async Task<int> Refused(Serving server, string path, Action<ClientWebSocketOptions>? options = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        options?.Invoke(socket.Options);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Uri.Port}{path}"), Token));
        return (int)socket.HttpStatusCode;
    }

    internal Task Say(string text) => Say(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    internal Task Say(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool end = true) => socket.SendAsync(bytes, type, end, Token);

    /// <summary>The next message: its text, <c>bytes:</c> and its hexadecimal digits, or <c>close</c>, its code and its reason.</summary>
    internal async Task<string> Hear()
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), Token);
            length += read.Count;
            if (read.MessageType == WebSocketMessageType.Close) return $"close {(int)socket.CloseStatus!} {socket.CloseStatusDescription}".TrimEnd();
            if (!read.EndOfMessage) continue;
            return read.MessageType == WebSocketMessageType.Text ? Encoding.UTF8.GetString(buffer, 0, length) : $"bytes:{Convert.ToHexString(buffer, 0, length)}";
        }
    }

    /// <summary>Closes as one should.</summary>
    internal Task Close() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Token);

    public void Dispose() => socket.Dispose();
}
