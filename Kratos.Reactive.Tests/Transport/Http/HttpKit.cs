using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>A server that listens on a free port of this machine until it is disposed.</summary>
sealed class Serving : IAsyncDisposable
{
    readonly Held<Listening> held;
    readonly Env env;
    Task<Fin<Unit>>? release;

    Serving(Held<Listening> held, Env env)
    {
        (this.held, this.env) = (held, env);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Uri, Timeout = TimeSpan.FromSeconds(60) };
    }

    internal Uri Uri => held.Value.Endpoints[0];

    internal Listening Listening => held.Value;

    internal HttpClient Client { get; }

    internal static Task<Serving> Start(params Service[] services) => Start(HttpOptions.Default, services);

    internal static async Task<Serving> Start(HttpOptions options, params Service[] services) => await Start(Server.Http("http://127.0.0.1:0", options, services), Env.System);

    internal static async Task<Serving> Start(Server server, Env env) => new((await server.Listen.Allocate.RunAsync(env)).ThrowIfFail(), env);

    /// <summary>Begins the release; it ends when all is closed.</summary>
    internal Task<Fin<Unit>> Release() => ReleaseUntil(CancellationToken.None);

    /// <summary>Begins it; the token says: close now.</summary>
    internal Task<Fin<Unit>> ReleaseUntil(CancellationToken force) => release ??= held.Release.RunAsync(env.With(ReleaseTerms.Key, new ReleaseTerms(null, force))).AsTask();

    /// <summary>Sends the bytes as they are on a connection of its own, and gives back all that comes until the server closes.</summary>
    internal async Task<string> Raw(string request)
    {
        using var socket = await Connect();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAll(socket);
    }

    internal async Task<Socket> Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Uri.Port);
        return socket;
    }

    /// <summary>All that comes until the server closes, or resets the connection.</summary>
    internal static async Task<string> ReadAll(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var read) all.Write(buffer, 0, read);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // the end, too
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        (await Release()).ThrowIfFail();
    }
}
