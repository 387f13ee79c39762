using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>A server that answers with the very bytes a test wants, and remembers what it was asked. Null for an answer closes the connection.</summary>
sealed class RawHttp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly ConcurrentQueue<RawAsk> asks = new();
    readonly ConcurrentBag<Task> connections = [];
    readonly Func<RawAsk, Stream, CancellationToken, Task<bool>> answer;
    readonly Func<Stream, Task<Stream>> secure;
    readonly Task accepting;
    int accepted;
    int disposed;

    RawHttp(Func<RawAsk, Stream, CancellationToken, Task<bool>> answer, Func<Stream, Task<Stream>>? secure)
    {
        (this.answer, this.secure) = (answer, secure ?? Task.FromResult);
        listener.Start();
        accepting = Accept();
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    internal string Address => $"http://127.0.0.1:{Port}";

    internal IReadOnlyList<RawAsk> Asks => [.. asks];

    internal int Connections => Volatile.Read(ref accepted);

    internal static RawHttp Of(Func<RawAsk, string?> answer) => Of(ask => Task.FromResult(answer(ask) is { } text ? Encoding.Latin1.GetBytes(text) : null));

    internal static RawHttp Of(Func<RawAsk, Task<byte[]?>> answer, Func<Stream, Task<Stream>>? secure = null) => new(
        async (ask, stream, token) =>
        {
            if (await answer(ask).WaitAsync(token) is not { } bytes) return false;
            await stream.WriteAsync(bytes, token);
            return true;
        },
        secure);

    /// <summary>Answers with these pieces, each when it comes; the connection is closed behind the last.</summary>
    internal static RawHttp Piecewise(Func<RawAsk, IAsyncEnumerable<string>> answer) => new(
        async (ask, stream, token) =>
        {
            await foreach (var piece in answer(ask).WithCancellation(token)) await stream.WriteAsync(Encoding.UTF8.GetBytes(piece), token);
            return false;
        },
        null);

    /// <summary>Opens a WebSocket, and leaves the rest to the test; the connection is closed behind it.</summary>
    internal static RawHttp Socket(Func<Talker, Task> talk) => new(
        async (ask, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {SocketHandshake.Accept(ask["Sec-WebSocket-Key"])}\r\n\r\n"), token);
            using var talker = new Talker(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }));
            await talk(talker).WaitAsync(token);
            return false;
        },
        null);

    /// <summary>Never answers.</summary>
    internal static RawHttp Silent() => Of(static _ => new TaskCompletionSource<byte[]?>().Task);

    internal static string Answer(int status, string body, string contentType = "application/json", string fields = "") =>
        $"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{(contentType.Length > 0 ? $"Content-Type: {contentType}\r\n" : "")}{fields}\r\n{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body))}";

    async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref accepted);
                connections.Add(Serve(client));
            }
        }
        catch (OperationCanceledException)
        {
            // the end of the test
        }
    }

    async Task Serve(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = await secure(client.GetStream());
            while (await RawAsk.Read(stream, asks.Count, stop.Token) is { } ask)
            {
                asks.Enqueue(ask);
                if (!await answer(ask, stream, stop.Token)) return;
            }
        }
        catch (IOException)
        {
            // the client is gone
        }
        catch (WebSocketException)
        {
            // the same, in the middle of a message
        }
        catch (System.Security.Authentication.AuthenticationException)
        {
            // the client was refused
        }
        catch (OperationCanceledException)
        {
            // the end of the test
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1) return;
        await stop.CancelAsync();
        await accepting;
        listener.Stop();
        await Task.WhenAll(connections);
        stop.Dispose();
    }
}
