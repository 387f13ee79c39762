using System.Buffers;

namespace Kratos.Reactive;

/// <summary>Takes the beginning of what is written, and ends the writing with a <see cref="CutException"/> when there is more.</summary>
sealed class CutBuffer : IBufferWriter<byte>, IDisposable
{
    // What a writer asks for at least when it wants more.
    const int Room = 8192;

    readonly byte[] bytes;
    int count;

    internal CutBuffer(int most) => bytes = ArrayPool<byte>.Shared.Rent(most + Room);

    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, count);

    public void Advance(int count) => this.count += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => bytes.Length - count >= Math.Max(1, sizeHint) ? bytes.AsMemory(count) : throw new CutException();

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => ArrayPool<byte>.Shared.Return(bytes);
}

sealed class CutException : Exception;
