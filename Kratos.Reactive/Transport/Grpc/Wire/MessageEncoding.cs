using System.Buffers;
using System.IO.Compression;

namespace Kratos.Reactive;

/// <summary>A way to compress messages, each by itself: <c>gzip</c> (RFC 1952) or <c>deflate</c> (zlib, RFC 1950). <c>identity</c> is none. Source: grpc/grpc doc/compression.md.</summary>
sealed class MessageEncoding
{
    internal const string Identity = "identity";

    readonly Func<Stream, CompressionLevel, Stream> pack;
    readonly Func<Stream, Stream> unpack;
    readonly Whole isWhole;

    MessageEncoding(string name, Func<Stream, CompressionLevel, Stream> pack, Func<Stream, Stream> unpack, Whole isWhole) => (Name, this.pack, this.unpack, this.isWhole) = (name, pack, unpack, isWhole);

    delegate bool Whole(in ReadOnlySequence<byte> packed, ReadOnlySpan<byte> original);

    internal string Name { get; }

    internal static MessageEncoding Gzip { get; } = new(
        "gzip",
        static (to, level) => new GZipStream(to, level, leaveOpen: true),
        static from => new GZipStream(from, CompressionMode.Decompress, leaveOpen: true),
        Trailer.OfGzip);

    internal static MessageEncoding Deflate { get; } = new(
        "deflate",
        static (to, level) => new ZLibStream(to, level, leaveOpen: true),
        static from => new ZLibStream(from, CompressionMode.Decompress, leaveOpen: true),
        Trailer.OfZlib);

    /// <summary>What is understood, as <c>grpc-accept-encoding</c> says it.</summary>
    internal const string Accepted = "identity,gzip,deflate";

    /// <summary>The encoding of that name; null for none and for one that is not known.</summary>
    internal static MessageEncoding? Find(string name) => name switch
    {
        "gzip" => Gzip,
        "deflate" => Deflate,
        _ => null,
    };

    /// <summary>Whether a list such as <see cref="Accepted"/> has this encoding in it.</summary>
    internal bool IsIn(string accepted)
    {
        foreach (var part in accepted.AsSpan().Split(','))
            if (accepted.AsSpan(part).Trim(' ').Equals(Name, StringComparison.OrdinalIgnoreCase)) return true;

        return false;
    }

    internal void Compress(in ReadOnlySequence<byte> message, IBufferWriter<byte> to, CompressionLevel level)
    {
        using var packed = new BufferStream(to);
        using var stream = pack(packed, level);
        foreach (var part in message) stream.Write(part.Span);
    }

    /// <summary>The message as it was, in a buffer; a failure when it is not of this encoding, is cut short, or is larger than <paramref name="most"/> bytes, which is found out before they are there.</summary>
    internal Fin<ArrayBufferWriter<byte>> Decompress(in ReadOnlySequence<byte> message, int most)
    {
        var whole = new ArrayBufferWriter<byte>(Math.Clamp((int)Math.Min(message.Length * 2, most), 256, 64 * 1024));
        try
        {
            using var packed = new SequenceStream(message);
            using var stream = unpack(packed);
            while (true)
            {
                var room = whole.GetSpan(256);
                var read = stream.Read(room);
                if (read == 0) break;
                if (read > most - whole.WrittenCount) return TooLarge(most);
                whole.Advance(read);
            }

            // The platform compresses nothing to nothing.
            return message.IsEmpty || isWhole(message, whole.WrittenSpan) ? whole : Broken;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return Broken;      // the sender's fault: no exception of ours is behind it. (What asks for a dictionary is an IOException, here where nothing is read from outside.)
        }
    }

    internal static Error TooLarge(int most) =>
        Error.TooManyRequests("RESOURCE_EXHAUSTED", $"a message is larger than {most} bytes");

    Error Broken => Error.Internal("GRPC_MESSAGE_INVALID", $"a message is not {Name}, or ends early");
}
