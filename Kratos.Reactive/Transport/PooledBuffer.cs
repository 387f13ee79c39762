using System.Buffers;

namespace Kratos.Reactive;

/// <summary>One buffer that grows, and is given back to the pool.</summary>
sealed class PooledBuffer(int expected) : IBufferWriter<byte>, IDisposable
{
    const int Least = 256;

    byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(expected, Least));
    int length;

    internal ReadOnlySequence<byte> Written => new(bytes, 0, length);

    /// <summary>The same, in one piece.</summary>
    internal ReadOnlyMemory<byte> WrittenMemory => bytes.AsMemory(0, length);

    internal int Capacity => bytes.Length;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return bytes.AsSpan(length);
    }

    /// <summary>Nothing is written any more; the room stays.</summary>
    internal void Clear() => length = 0;

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        (bytes, length) = ([], 0);
    }

    void Grow(int room)
    {
        if (bytes.Length - length >= Math.Max(1, room)) return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(bytes.Length * 2L, length + (long)Math.Max(1, room)), Array.MaxLength));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
