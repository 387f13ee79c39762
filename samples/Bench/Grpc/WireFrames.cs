using System.Buffers;
using System.Buffers.Binary;

namespace Bench;

/// <summary>The messages of a reply, read into one buffer of the pool.</summary>
sealed class WireFrames(Stream from) : IDisposable
{
    byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    int start;
    int end;

    /// <summary>The next one; null at the end.</summary>
    internal async ValueTask<Told?> Next()
    {
        while (true)
        {
            if (Take() is { } told) return told;
            if (start > 0) buffer.AsSpan(start..end).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length) throw new InvalidOperationException("a message that is larger than was asked for");
            var read = await from.ReadAsync(buffer.AsMemory(end));
            if (read == 0) return null;
            end += read;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    Told? Take()
    {
        if (end - start < Wire.Header) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start + 1));
        if (end - start < Wire.Header + length) return null;
        var told = Told.Parser.ParseFrom(buffer.AsSpan(start + Wire.Header, length));
        start += Wire.Header + length;
        return told;
    }
}
