using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>One connection of a <see cref="RawServer"/>: frames, as RFC 9113 section 4 has them.</summary>
sealed class RawConnection(RawServer server, TcpClient client, Stream wire)
{
    readonly SemaphoreSlim writing = new(1, 1);
    readonly ConcurrentDictionary<int, RawStream> streams = new();
    readonly List<byte> block = [];

    internal SendCredit Credit { get; } = new(65_535);

    internal int InitialWindow { get; private set; } = 65_535;

    internal TaskCompletionSource PingAnswered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Frame(byte type, byte flags, int stream, params byte[] payload) => Together(Bytes(type, flags, stream, payload));

    /// <summary>Header fields in as many frames as there are parts, with nothing between them.</summary>
    internal Task Split(int stream, bool end, IReadOnlyList<byte[]> parts) =>
        Together([.. parts.SelectMany((part, i) => Bytes((byte)(i == 0 ? 1 : 9), (byte)((i == 0 && end ? 1 : 0) | (i == parts.Count - 1 ? 4 : 0)), stream, part))]);

    static byte[] Bytes(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    async Task Together(byte[] frames)
    {
        await writing.WaitAsync();
        try
        {
            await wire.WriteAsync(frames);
            await wire.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    internal Task Ping() => Frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);

    internal Task GoAway(int last, int code) => Frame(7, 0, 0, [.. Number(last), .. Number(code)]);

    internal void Close() => client.Dispose();

    internal async Task Run()
    {
        var preface = new byte[24];
        await wire.ReadExactlyAsync(preface);
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), preface);
        await Frame(4, 0, 0, server.Settings);
        var head = new byte[9];
        try
        {
            while (true)
            {
                await wire.ReadExactlyAsync(head);
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
                await wire.ReadExactlyAsync(payload);
                await Take(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
            }
        }
        finally
        {
            Ended.TrySetResult();
            Credit.Over();
            foreach (var stream in streams.Values) stream.Over();
        }
    }

    async Task Take(byte type, byte flags, int id, byte[] payload)
    {
        switch (type)
        {
            case 0:
                streams[id].Came(payload, (flags & 1) != 0);
                if (server.GivesCredit && payload.Length > 0)
                {
                    await Frame(8, 0, 0, Number(payload.Length));
                    await Frame(8, 0, id, Number(payload.Length));
                }

                break;
            case 1:
            case 9:
                block.AddRange(payload);
                if ((flags & 4) == 0) break;
                var stream = streams[id] = new RawStream(server, this, id, RawHpack.Read([.. block]));
                block.Clear();
                server.Run(stream);
                break;
            case 3:
                streams[id].WasReset(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case 4 when (flags & 1) == 0:
                for (var i = 0; i < payload.Length; i += 6)
                    if (BinaryPrimitives.ReadInt16BigEndian(payload.AsSpan(i)) == 4) InitialWindow = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(i + 2));
                await Frame(4, 1, 0);
                break;
            case 6 when (flags & 1) == 0:
                if (server.AnswersPings) await Frame(6, 1, 0, payload);
                break;
            case 6:
                PingAnswered.TrySetResult();
                break;
            case 8:
                (id == 0 ? Credit : streams[id].Credit).Add(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
        }
    }

    internal static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}

/// <summary>How much may be sent still.</summary>
sealed class SendCredit(int left)
{
    readonly Lock gate = new();
    TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool over;

    internal void Add(int count)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            left += count;
            (waiting, more) = (more, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.SetResult();
    }

    internal void Over()
    {
        lock (gate) over = true;
        Add(0);
    }

    internal async Task Take(int count)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (over) throw new IOException("the connection is closed");
                if (left >= count)
                {
                    left -= count;
                    return;
                }

                wait = more.Task;
            }

            await wait;
        }
    }
}
