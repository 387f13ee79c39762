using System.Buffers;

namespace Kratos.Reactive;

/// <summary>Writes messages into a buffer, each with its header. It flushes nothing.</summary>
/// <param name="codec">What makes bytes of a message.</param>
/// <param name="packing">How messages are compressed, where that makes them smaller; null for not at all.</param>
/// <param name="most">The largest message, in bytes, before it is compressed.</param>
sealed class MessageWriter(MessageCodec codec, MessagePacking? packing, int most)
{
    // So much is asked for in one piece: more than a pipe has would be copied.
    const int Piece = 16 * 1024;

    /// <summary>Writes the message. On a failure nothing was written.</summary>
    /// <returns>How many bytes it took, the header included.</returns>
    internal Fin<int> Write(object message, IBufferWriter<byte> into)
    {
        var size = codec.SizeOf(message);
        if (size.IsFail) return size;
        var length = size.Succeeded;
        if (length > most) return MessageEncoding.TooLarge(most);
        if (packing is not null && Pack(message, length, into) is > 0 and var packed) return packed;
        if (length <= Piece - FrameHeader.Size) WriteWhole(message, length, into);
        else WriteLarge(message, length, into);
        return FrameHeader.Size + length;
    }

    // A pipe is asked for room, and told that it was filled, under its lock: once for header and message.
    void WriteWhole(object message, int length, IBufferWriter<byte> into)
    {
        var whole = FrameHeader.Size + length;
        var room = into.GetSpan(whole)[..whole];
        FrameHeader.Write(room, false, length);
        if (length > 0) codec.Fill(message, room[FrameHeader.Size..]);
        into.Advance(whole);
    }

    void WriteLarge(object message, int length, IBufferWriter<byte> into)
    {
        FrameHeader.Write(into.GetSpan(Piece), false, length);
        into.Advance(FrameHeader.Size);
        codec.Write(message, into);
    }

    // 0 when that would make it longer.
    int Pack(object message, int length, IBufferWriter<byte> into)
    {
        using var plain = new PooledBuffer(length);
        using var packed = new PooledBuffer(Math.Min(length, Piece));
        codec.Write(message, plain);
        packing!.Encoding.Compress(plain.Written, packed, packing.Level);
        if (packed.Written.Length >= length) return 0;
        FrameHeader.Write(into.GetSpan(FrameHeader.Size), true, (int)packed.Written.Length);
        into.Advance(FrameHeader.Size);
        into.Write(packed.Written.FirstSpan);
        return FrameHeader.Size + (int)packed.Written.Length;
    }
}

/// <summary>How to compress: the way, and how hard to try.</summary>
sealed record MessagePacking(MessageEncoding Encoding, System.IO.Compression.CompressionLevel Level);
