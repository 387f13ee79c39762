using System.Net.WebSockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>The other side of a WebSocket.</summary>
sealed class Talker(ClientWebSocket socket) : IDisposable
{
    readonly byte[] buffer = new byte[1024 * 1024];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    internal ClientWebSocket Socket => socket;

    internal static async Task<Talker> Open(Serving server, string path, Action<ClientWebSocketOptions>? options = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        options?.Invoke(socket.Options);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Uri.Port}{path}"), Token);
        return new(socket);
    }

    /// <summary>The status with which a WebSocket is refused.</summary>
    internal static async Task<int> Refused(Serving server, string path, Action<ClientWebSocketOptions>? options = null)
    {
        ClientWebSocketOptions? used = null;
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        used = socket.Options;
        options?.Invoke(used);
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
