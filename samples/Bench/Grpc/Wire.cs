using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Bench;

/// <summary>The frame of a message: a flag that is 0, four bytes of length, the bytes.</summary>
static class Wire
{
    internal const int Header = 5;

    // So much is asked for in one piece.
    const int Piece = 16 * 1024;

    internal static void Frame(IMessage message, IBufferWriter<byte> to)
    {
        var size = message.CalculateSize();
        Head(to.GetSpan(Math.Min(Header + size, Piece)), size);
        to.Advance(Header);
        message.WriteTo(to);
    }

    internal static byte[] Frame(IMessage message)
    {
        var bytes = new byte[Header + message.CalculateSize()];
        Head(bytes, bytes.Length - Header);
        message.WriteTo(bytes.AsSpan(Header));
        return bytes;
    }

    internal static bool Whole(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        Span<byte> head = stackalloc byte[Header];
        if (buffer.Length < Header) return false;
        buffer.Slice(0, Header).CopyTo(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        if (buffer.Length < Header + length) return false;
        message = buffer.Slice(Header, length);
        return true;
    }

    static void Head(Span<byte> to, int size)
    {
        to[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(to[1..], size);
    }
}
