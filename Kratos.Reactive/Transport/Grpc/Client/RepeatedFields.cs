using System.Buffers;
using System.Buffers.Binary;

namespace Kratos.Reactive;

/// <summary>Sends each value of a header field in a field of its own. The platform would join them with commas, which other implementations take for one value, and for binary fields refuse.</summary>
/// <remarks>Values of one name are given to the platform as one, with a mark between them that no value may have; on the way out, in the frames that the platform writes whole, such a field is taken apart (RFC 7541 6.2: a literal).</remarks>
static class RepeatedFields
{
    const byte Mark = 1;
    const int FrameHead = 9;
    const int LargestFrame = 16_384;
    const byte HeadersFrame = 1, ContinuationFrame = 9, EndHeaders = 4;

    static volatile bool used;

    internal static IEnumerable<KeyValuePair<string, string>> Join(Headers fields)
    {
        if (fields.Count < 2 || fields.DistinctBy(static field => field.Key).Count() == fields.Count) return fields;
        used = true;
        return fields.GroupBy(static field => field.Key).Select(static same => KeyValuePair.Create(same.Key, string.Join((char)Mark, same.Select(static field => field.Value))));
    }

    /// <summary>The frames as they are to be sent: the very same, unless there is something to take apart.</summary>
    internal static ReadOnlyMemory<byte> Split(ReadOnlyMemory<byte> frames)
    {
        if (!used) return frames;
        ArrayBufferWriter<byte>? sent = null;
        var (at, copied) = (0, 0);
        while (TryFrame(frames.Span[at..], out var length))
        {
            var end = at + length;
            if (frames.Span[at + 3] == HeadersFrame && Block(frames.Span[at..], ref end, at) is { } block && Apart(block) is { } apart)
            {
                sent ??= new(frames.Length + 256);
                sent.Write(frames.Span[copied..at]);
                Write(sent, frames.Span.Slice(at, FrameHead), apart);
                copied = end;
            }

            at = end;
        }

        if (sent is null) return frames;
        sent.Write(frames.Span[copied..]);
        return sent.WrittenMemory;
    }

    static bool TryFrame(ReadOnlySpan<byte> from, out int length)
    {
        length = from.Length < FrameHead ? 0 : FrameHead + (BinaryPrimitives.ReadInt32BigEndian(from) >>> 8);
        return length > 0 && length <= from.Length;
    }

    // The header block of a frame and of those that continue it; null when it is not all there.
    static byte[]? Block(ReadOnlySpan<byte> from, ref int end, int start)
    {
        var (whole, at) = (new ArrayBufferWriter<byte>(1024), 0);
        while (TryFrame(from[at..], out var length))
        {
            whole.Write(from.Slice(at + FrameHead, length - FrameHead));
            var last = (from[at + 4] & EndHeaders) != 0;
            at += length;
            if (!last) continue;
            end = start + at;
            return whole.WrittenSpan.ToArray();
        }

        return null;
    }

    // Null when no field of the block has a mark in its value.
    static ArrayBufferWriter<byte>? Apart(ReadOnlySpan<byte> block)
    {
        var (apart, found, at) = (new ArrayBufferWriter<byte>(block.Length + 256), false, 0);
        while (at < block.Length)
        {
            var (start, first) = (at, block[at]);
            var literal = (first & 0x80) == 0 && (first & 0xe0) != 0x20;
            var index = Number(block, ref at, (first & 0x80) != 0 ? 7 : !literal ? 5 : (first & 0x40) != 0 ? 6 : 4);
            var named = literal && index == 0 ? Number(block, ref at, 7) : 0;
            at += named;
            var name = block[start..at];
            var value = literal ? Number(block, ref at, 7) : 0;
            var bytes = block.Slice(at, value);
            at += value;
            if (!literal || !bytes.Contains(Mark))
            {
                apart.Write(block[start..at]);
                continue;
            }

            found = true;
            foreach (var part in bytes.Split(Mark))
            {
                apart.Write(name);
                WriteNumber(apart, bytes[part].Length);
                apart.Write(bytes[part]);
            }
        }

        return found ? apart : null;
    }

    static void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> head, ArrayBufferWriter<byte> block)
    {
        for (var at = 0; at < block.WrittenCount; at += LargestFrame)
        {
            var part = block.WrittenSpan[at..Math.Min(at + LargestFrame, block.WrittenCount)];
            var frame = to.GetSpan(FrameHead);
            head.CopyTo(frame);
            var type = at == 0 ? HeadersFrame : ContinuationFrame;
            BinaryPrimitives.WriteInt32BigEndian(frame, (part.Length << 8) | type);
            frame[4] = (byte)((at == 0 ? head[4] & ~EndHeaders : 0) | (at + part.Length == block.WrittenCount ? EndHeaders : 0));
            to.Advance(FrameHead);
            to.Write(part);
        }
    }

    // RFC 7541 5.1.
    static int Number(ReadOnlySpan<byte> block, ref int at, int bits)
    {
        var most = (1 << bits) - 1;
        var number = block[at++] & most;
        if (number < most) return number;
        for (var shift = 0; ; shift += 7)
        {
            var next = block[at++];
            number += (next & 0x7f) << shift;
            if ((next & 0x80) == 0) return number;
        }
    }

    static void WriteNumber(ArrayBufferWriter<byte> to, int number)
    {
        const int most = 127;
        var first = Math.Min(number, most);
        to.Write([(byte)first]);
        if (first < most) return;
        for (number -= most; number >= 128; number >>= 7) to.Write([(byte)((number & 0x7f) | 0x80)]);
        to.Write([(byte)number]);
    }
}
