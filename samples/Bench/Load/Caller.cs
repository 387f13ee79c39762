using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bench;

/// <summary>One connection: asks, waits for the whole answer, asks again. The first answer is read with care; the others must be as long and end alike.</summary>
sealed class Caller : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Patience.TotalMilliseconds };
    readonly byte[] buffer = new byte[8192];
    readonly byte[] request;
    readonly byte[] body;
    readonly int length;
    volatile bool stopped;
    Exception? failure;

    internal Caller(Uri address, byte[] request)
    {
        this.request = request;
        socket.Connect(IPAddress.Parse(address.Host), address.Port);
        socket.Send(request);
        (length, body) = First();
    }

    internal long Count { get; private set; }

    /// <summary>The CPU time of this client's thread, in nanoseconds.</summary>
    internal double Cpu { get; private set; }

    internal void Run(ManualResetEventSlim go)
    {
        try
        {
            go.Wait();
            var start = CpuClock.Thread;
            while (!stopped)
            {
                socket.Send(request);
                var got = 0;
                while (got < length) got += Receive(got);
                if (got != length || !Good(got)) throw new InvalidOperationException($"an answer that is not the expected one: {Encoding.ASCII.GetString(buffer, 0, got)}");
                Count++;
            }

            Cpu = CpuClock.Thread - start;
        }
        catch (Exception e)
        {
            failure = e;
        }
    }

    internal void Stop() => stopped = true;

    /// <summary>Throws what went wrong: a round with an error is not a measurement.</summary>
    internal void Check()
    {
        if (failure is not null) throw new InvalidOperationException($"the load failed: {failure.Message}", failure);
    }

    public void Dispose() => socket.Dispose();

    bool Good(int got) => buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8) && buffer.AsSpan(0, got).EndsWith(body);

    int Receive(int at) => socket.Receive(buffer, at, buffer.Length - at, SocketFlags.None) is > 0 and var more ? more : throw new IOException("the server closed the connection");

    (int Length, byte[] Body) First()
    {
        var got = 0;
        while (true)
        {
            got += Receive(got);
            var text = Encoding.ASCII.GetString(buffer, 0, got);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (head < 4) continue;
            var whole = text.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? Chunked(text, head) : Counted(text, head);
            if (whole == 0 || got < whole) continue;
            if (got > whole || !text.Contains("""{"message":"Hello kratos"}""", StringComparison.Ordinal)) throw new InvalidOperationException($"not the greeting: {text}");
            return (whole, buffer[head..whole]);
        }
    }

    static int Chunked(string text, int head) => text.IndexOf("\r\n0\r\n\r\n", head, StringComparison.Ordinal) is > 0 and var end ? end + 7 : 0;

    static int Counted(string text, int head)
    {
        const string Field = "Content-Length: ";
        var at = text.IndexOf(Field, StringComparison.OrdinalIgnoreCase) + Field.Length;
        return head + int.Parse(text.AsSpan(at, text.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
    }
}
