using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Kratos.Reactive.Tests;

/// <summary>A client of HTTP/2 that sends exactly the frames it is told to, and shows each one that comes. It gives credit for what it reads unless told not to.</summary>
sealed class RawPeer : IAsyncDisposable
{
    const int Piece = 16 * 1024;      // the largest frame that everybody takes

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Socket socket;
    readonly NetworkStream wire;
    readonly ConcurrentDictionary<int, Channel<RawFrame>> streams = new();
    readonly SemaphoreSlim writing = new(1);
    readonly bool generous;
    readonly Task reading;
    int next = 1;
    bool disposed;

    RawPeer(Socket socket, bool generous)
    {
        (this.socket, wire, this.generous) = (socket, new NetworkStream(socket, ownsSocket: true), generous);
        reading = ReadAll();
    }

    /// <param name="server">Where it listens.</param>
    /// <param name="window">How many bytes of a stream may be on their way.</param>
    /// <param name="generous">Whether credit is given for what came.</param>
    internal static async Task<RawPeer> Connect(Uri server, int window = 65_535, bool generous = true)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var peer = new RawPeer(socket, generous);
        await peer.wire.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        // No dynamic table for fields; the window of a stream.
        await peer.Send(FrameType.Settings, 0, 0, [0, 1, 0, 0, 0, 0, 0, 4, .. Big(window)]);
        return peer;
    }

    /// <summary>True once the connection is closed, by whomever.</summary>
    internal bool IsClosed => reading.IsCompleted;

    internal Task Closed => reading.WaitAsync(Patience);

    internal static (string, string)[] Call(string path, params (string, string)[] more) =>
        [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"), .. more];

    /// <summary>Opens a stream with these fields; its number.</summary>
    internal async Task<int> Open(IEnumerable<(string, string)> fields, bool end = false)
    {
        var stream = Interlocked.Add(ref next, 2) - 2;
        Of(stream);
        var block = Hpack.Encode(fields);
        using var frames = new MemoryStream();      // in one piece: nothing may come between them
        for (var at = 0; at == 0 || at < block.Length; at += Piece)
        {
            var last = at + Piece >= block.Length;
            var flags = (byte)((last ? RawFrame.EndHeaders : 0) | (end && at == 0 ? RawFrame.EndStream : 0));
            frames.Write(Frame(at == 0 ? FrameType.Headers : FrameType.Continuation, flags, stream, block[at..Math.Min(block.Length, at + Piece)]));
        }

        await Send(frames.ToArray());
        return stream;
    }

    /// <summary>Sends the bytes, in as many frames as it takes. It does not look at the credit that the server gives.</summary>
    internal async Task Data(int stream, byte[] bytes, bool end = false)
    {
        for (var at = 0; at == 0 || at < bytes.Length; at += Piece)
            await Send(FrameType.Data, end && at + Piece >= bytes.Length ? RawFrame.EndStream : (byte)0, stream, bytes[at..Math.Min(bytes.Length, at + Piece)]);
    }

    internal Task Reset(int stream, int code = 8) => Send(FrameType.RstStream, 0, stream, Big(code));

    internal Task Credit(int stream, int bytes) => Send(FrameType.WindowUpdate, 0, stream, Big(bytes));

    internal Task Send(FrameType type, byte flags, int stream, byte[] payload) => Send(Frame(type, flags, stream, payload));

    async Task Send(byte[] frames)
    {
        await writing.WaitAsync();
        try
        {
            await wire.WriteAsync(frames);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The next frame of a stream (of the connection for 0); an exception when none comes any more.</summary>
    internal async Task<RawFrame> Read(int stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Of(stream).Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next frame of a stream, if it is there.</summary>
    internal RawFrame? Seen(int stream) => Of(stream).Reader.TryRead(out var frame) ? frame : null;

    /// <summary>All frames of a stream up to its end, or its reset.</summary>
    internal async Task<RawAnswer> Answer(int stream)
    {
        var frames = new List<RawFrame>();
        do frames.Add(await Read(stream));
        while (!frames[^1].Ends && frames[^1].Type != FrameType.RstStream);
        return new RawAnswer(frames);
    }

    /// <summary>Forgets the frames of all streams so far.</summary>
    internal void Forget() => streams.Clear();

    internal async Task<RawFrame> ReadUntil(int stream, FrameType type)
    {
        while (true)
            if (await Read(stream) is var frame && frame.Type == type) return frame;
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        socket.LingerState = new LingerOption(true, 0);
        await wire.DisposeAsync();
        await reading;
        writing.Dispose();
    }

    static byte[] Frame(FrameType type, byte flags, int stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, flags, .. Big(stream), .. payload];

    static byte[] Big(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    Channel<RawFrame> Of(int stream) => streams.GetOrAdd(stream, static _ => Channel.CreateUnbounded<RawFrame>());

    async Task ReadAll()
    {
        Exception? why = null;
        try
        {
            var head = new byte[9];
            while (await wire.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) == head.Length)
            {
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await wire.ReadExactlyAsync(payload);
                var frame = new RawFrame((FrameType)head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
                Of(frame.Stream).Writer.TryWrite(frame);
                await Obey(frame);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            why = e;
        }

        foreach (var stream in streams.Values) stream.Writer.TryComplete(new IOException("the connection is closed", why));
    }

    async Task Obey(RawFrame frame)
    {
        try
        {
            if (frame.Type == FrameType.Settings && frame.Flags == 0) await Send(FrameType.Settings, 1, 0, []);
            if (frame.Type == FrameType.Ping && frame.Flags == 0) await Send(FrameType.Ping, 1, 0, frame.Payload);
            if (frame.Type != FrameType.Data || frame.Payload.Length == 0 || !generous) return;
            await Credit(0, frame.Payload.Length);
            if (!frame.Ends) await Credit(frame.Stream, frame.Payload.Length);
        }
        catch (IOException)
        {
            // it has closed: what it sent before is still to be read
        }
    }
}
