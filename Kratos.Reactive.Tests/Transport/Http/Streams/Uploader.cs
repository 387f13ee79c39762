using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>A caller that sends a body in pieces, as it likes, over a connection of its own.</summary>
sealed class Uploader(Socket socket) : IDisposable
{
    internal static async Task<Uploader> Post(Serving server, string path, string fields = "Content-Type: application/x-ndjson\r\n")
    {
        var socket = await server.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n{fields}\r\n"));
        return new(socket);
    }

    internal Task Send(string piece)
    {
        var bytes = Encoding.UTF8.GetBytes(piece);
        return Raw([.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8]);
    }

    internal Task End() => Raw("0\r\n\r\n"u8.ToArray());

    /// <summary>The answer, as soon as all of it is there. (Kestrel goes on for seconds to take what is left of a body, before it closes the connection.)</summary>
    internal async Task<Answer> Answered()
    {
        var (text, buffer) = ("", new byte[16 * 1024]);
        while (!IsWhole(text))
        {
            var read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            if (read == 0) throw new InvalidOperationException($"no whole answer: '{text}'");
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        return Answer.Of(text);
    }

    static bool IsWhole(string text) => text.Contains("\r\n\r\n", StringComparison.Ordinal)
        && Answer.Of(text) is var answer && Encoding.UTF8.GetByteCount(answer.Body) >= int.Parse(answer.Fields["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the server has said anything yet.</summary>
    internal bool IsAnswered => socket.Available > 0;

    internal void Leave() => socket.Close(0);

    public void Dispose() => socket.Dispose();

    async Task Raw(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), TestContext.Current.CancellationToken);
    }
}
