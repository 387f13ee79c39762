using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>Stands between a client and a server of this machine: lets all through, nothing at all, or nobody in.</summary>
sealed class TcpGate : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Socket, Unit> sockets = new();
    readonly CancellationTokenSource over = new();
    readonly int target;
    readonly Task accepting;
    volatile TaskCompletionSource open = Opened();
    volatile bool shut;

    internal TcpGate(int target)
    {
        this.target = target;
        listener.Start();
        accepting = Quietly(Accept());
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    internal string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Ends all connections, and lets nobody in.</summary>
    internal void Shut()
    {
        shut = true;
        foreach (var socket in sockets.Keys) socket.Dispose();
    }

    /// <summary>Passes nothing on any more; who sends does not notice.</summary>
    internal void Silence() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Open()
    {
        shut = false;
        var waiting = open;
        open = Opened();
        waiting.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        Shut();
        Open();
        await accepting;
        over.Dispose();
    }

    async Task Accept()
    {
        while (!over.IsCancellationRequested) _ = Quietly(Join(await listener.AcceptSocketAsync(over.Token)));
    }

    async Task Join(Socket inside)
    {
        using var outside = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (inside)
        {
            sockets.TryAdd(inside, Unit.Default);
            try
            {
                if (!shut) await outside.ConnectAsync(IPAddress.Loopback, target, over.Token);
                if (!shut) await Task.WhenAny(Quietly(Pass(inside, outside)), Quietly(Pass(outside, inside)));
            }
            finally
            {
                sockets.TryRemove(inside, out _);
            }
        }
    }

    async Task Pass(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, over.Token) is > 0 and var read)
        {
            await open.Task.WaitAsync(over.Token);
            for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), over.Token);
        }
    }

    // A connection that breaks is what a gate is for.
    static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    static TaskCompletionSource Opened()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
        return done;
    }
}
