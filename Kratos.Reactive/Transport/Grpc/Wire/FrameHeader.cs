using System.Buffers;
using System.Buffers.Binary;

namespace Kratos.Reactive;

/// <summary>What stands before each message: one byte that says whether it is compressed, and four that say its length, the highest first. Source: grpc/grpc doc/PROTOCOL-HTTP2.md.</summary>
readonly record struct FrameHeader(bool Compressed, uint Length)
{
    internal const int Size = 5;

    /// <summary>The header at the start of <paramref name="buffer"/>; null while not all of it is there; a failure when its flag is none that gRPC knows.</summary>
    internal static Fin<FrameHeader>? Read(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < Size)
        {
            if (Flag(buffer) > 1) return BadFlag(Flag(buffer));
            return null;
        }

        if (buffer.FirstSpan.Length >= Size) return Read(buffer.FirstSpan);
        Span<byte> whole = stackalloc byte[Size];
        buffer.Slice(0, Size).CopyTo(whole);
        return Read(whole);
    }

    internal static void Write(Span<byte> to, bool compressed, int length)
    {
        to[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(to[1..], (uint)length);
    }

    static Fin<FrameHeader> Read(ReadOnlySpan<byte> bytes) =>
        bytes[0] > 1 ? BadFlag(bytes[0]) : new FrameHeader(bytes[0] == 1, BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));

    static byte Flag(in ReadOnlySequence<byte> buffer)
    {
        foreach (var part in buffer)
            if (part.Length > 0) return part.Span[0];

        return 0;
    }

    static Error BadFlag(byte flag) => Error.Internal("GRPC_FRAME_INVALID", $"a message begins with the flag {flag}; it must be 0, or 1 for a compressed one");
}
