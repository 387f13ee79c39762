using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive;

static class Tcp
{
    internal static async ValueTask<Stream> Dial(DnsEndPoint to, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
