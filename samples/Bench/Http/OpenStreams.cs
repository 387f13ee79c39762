using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bench;

/// <summary>Many event streams at once, each opened, heard once and left open: what they are in the memory of their server.</summary>
static class OpenStreams
{
    const double Mebibyte = 1024 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static string[] Row(HttpPeer peer, int streams)
    {
        var before = peer.Memory;
        var open = new List<Socket>(streams);
        try
        {
            var ask = Encoding.ASCII.GetBytes($"GET /listen?characters=1 HTTP/1.1\r\nHost: {peer.Address.Authority}\r\nAccept: text/event-stream\r\n\r\n");
            for (var i = 0; i < streams; i++) open.Add(Open(peer.Address, ask));
            foreach (var socket in open) Hear(socket);
            var with = peer.Memory;
            return [peer.Name, Text(before / Mebibyte), Text(with / Mebibyte), Text((double)(with - before) / streams)];
        }
        finally
        {
            open.ForEach(static socket => socket.Dispose());
        }
    }

    static Socket Open(Uri address, byte[] ask)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(IPAddress.Parse(address.Host), address.Port);
        socket.Send(ask);
        return socket;
    }

    static void Hear(Socket socket)
    {
        var (text, buffer) = ("", new byte[4096]);
        while (!text.Contains("""data: {"characters":1}""", StringComparison.Ordinal))
            text += socket.Receive(buffer) is > 0 and var read ? Encoding.ASCII.GetString(buffer, 0, read) : throw new InvalidOperationException($"a stream ended after '{text}'");
    }

    static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
