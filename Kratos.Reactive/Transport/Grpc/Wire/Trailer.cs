using System.Buffers;
using System.Buffers.Binary;

namespace Kratos.Reactive;

/// <summary>The last four bytes of a compressed message say what came before: the platform's decompressors take an early end for the end, so it is looked at here.</summary>
static class Trailer
{
    const int GzipFrame = 10 + 8;       // the header, whose last bytes may look like the trailer of nothing, and the trailer

    /// <summary>RFC 1952 2.3.1: the length of the original modulo 2^32, lowest byte first. (Its checksum is checked on the way.)</summary>
    internal static bool OfGzip(in ReadOnlySequence<byte> packed, ReadOnlySpan<byte> original) =>
        packed.Length > GzipFrame && TryLast(packed, out var last) && BinaryPrimitives.ReverseEndianness(last) == (uint)original.Length;

    /// <summary>RFC 1950 2.2: the Adler-32 checksum of the original, highest byte first.</summary>
    internal static bool OfZlib(in ReadOnlySequence<byte> packed, ReadOnlySpan<byte> original) => TryLast(packed, out var last) && last == Adler32(original);

    static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint modulus = 65_521;
        const int run = 5_552;      // so many additions cannot overflow 32 bits
        var (a, b) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(run, bytes.Length)];
            foreach (var one in part) b += a += one;
            (a, b) = (a % modulus, b % modulus);
            bytes = bytes[part.Length..];
        }

        return (b << 16) | a;
    }

    static bool TryLast(in ReadOnlySequence<byte> packed, out uint last)
    {
        last = 0;
        if (packed.Length < sizeof(uint)) return false;
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        packed.Slice(packed.Length - sizeof(uint)).CopyTo(bytes);
        last = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return true;
    }
}
