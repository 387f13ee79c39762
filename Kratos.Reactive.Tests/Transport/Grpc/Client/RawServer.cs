using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>An HTTP/2 server that does what a test tells it to, frame by frame. Its script is run for each stream; what goes wrong in one is thrown when the server is disposed.</summary>
sealed class RawServer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Func<RawStream, Task> script;
    readonly Func<Stream, Task<Stream>> secure;
    readonly ConcurrentBag<Task> work = [];
    readonly CancellationTokenSource over = new();

    /// <summary>What the script of a stream ran into when the client, or the test, was gone; the last one.</summary>
    internal Exception? Left { get; private set; }

    internal RawServer(Func<RawStream, Task> script, Func<Stream, Task<Stream>>? secure = null)
    {
        (this.script, this.secure) = (script, secure ?? Task.FromResult);
        listener.Start();
        work.Add(Accept());
    }

    /// <summary>What it says first: the payload of its SETTINGS.</summary>
    internal byte[] Settings { get; init; } = [];

    /// <summary>Whether it gives back credit for what it read. (A window of its own is 65,535 bytes.)</summary>
    internal bool GivesCredit { get; init; } = true;

    /// <summary>Whether it answers PINGs.</summary>
    internal bool AnswersPings { get; init; } = true;

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    internal string Address => $"http://127.0.0.1:{Port}";

    internal ConcurrentQueue<RawConnection> Connections { get; } = new();

    internal ConcurrentQueue<RawStream> Streams { get; } = new();

    internal void Run(RawStream stream)
    {
        Streams.Enqueue(stream);
        work.Add(Task.Run(async () =>
        {
            try
            {
                await script(stream);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                Left = e;
            }
        }));
    }

    async Task Accept()
    {
        while (!over.IsCancellationRequested)
            try
            {
                var client = await listener.AcceptTcpClientAsync(over.Token);
                client.NoDelay = true;
                work.Add(Serve(client));
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    async Task Serve(TcpClient client)
    {
        using var closing = over.Token.Register(client.Dispose);
        try
        {
            var connection = new RawConnection(this, client, await secure(client.GetStream()));
            Connections.Enqueue(connection);
            await connection.Run();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        foreach (var connection in Connections) connection.Close();
        await Task.WhenAll(work).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
