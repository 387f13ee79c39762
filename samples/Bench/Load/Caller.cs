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
    const int LongestTail = 256;

    readonly byte[] request;
    readonly byte[] answer;
    readonly byte[] tail;
    readonly int length;
    byte[] buffer = new byte[8192];
    volatile bool stopped;
    Exception? failure;

    /// <param name="address">Who is asked.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="answer">What the body of its answer must end with.</param>
    internal Caller(Uri address, byte[] request, string answer)
    {
        (this.request, this.answer) = (request, Encoding.ASCII.GetBytes(answer));
        socket.Connect(IPAddress.Parse(address.Host), address.Port);
        socket.Send(request);
        (length, tail) = First();
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
                if (got != length || !Good(got)) throw new InvalidOperationException($"an answer that is not the expected one: {Encoding.ASCII.GetString(buffer, 0, Math.Min(got, 1024))}");
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

    bool Good(int got) => buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8) && buffer.AsSpan(0, got).EndsWith(tail);

    int Receive(int at)
    {
        if (at == buffer.Length) Array.Resize(ref buffer, 2 * at);
        return Received(at);
    }

    int Received(int at) => socket.Receive(buffer, at, buffer.Length - at, SocketFlags.None) is > 0 and var more ? more : throw new IOException("the server closed the connection");

    (int Length, byte[] Body) First()
    {
        var got = 0;
        while (true)
        {
            got += Receive(got);
            var head = buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8) + 4;
            if (head < 4) continue;
            var text = Encoding.ASCII.GetString(buffer, 0, head);
            var chunked = text.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
            var whole = chunked ? Chunked(head, got) : Counted(text, head);
            if (whole == 0 || got < whole) continue;
            if (got > whole || !buffer.AsSpan(0, chunked ? whole - LastChunk.Length : whole).EndsWith(answer)) throw new InvalidOperationException($"not the answer that was expected: {Encoding.ASCII.GetString(buffer, 0, Math.Min(got, 1024))}");
            return (whole, buffer[Math.Max(head, whole - LongestTail)..whole]);
        }
    }

    static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    int Chunked(int head, int got) => buffer.AsSpan(head, got - head).IndexOf(LastChunk) is > 0 and var end ? head + end + LastChunk.Length : 0;

    static int Counted(string text, int head)
    {
        const string Field = "Content-Length: ";
        var at = text.IndexOf(Field, StringComparison.OrdinalIgnoreCase) + Field.Length;
        return head + int.Parse(text.AsSpan(at, text.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
    }
}
