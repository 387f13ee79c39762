using System.Buffers;

namespace Kratos.Reactive;

/// <summary>Reads a sequence of buffers, for those who read from streams only.</summary>
sealed class SequenceStream(ReadOnlySequence<byte> from) : Stream
{
    ReadOnlySequence<byte> left = from;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var part = left.Slice(0, Math.Min(buffer.Length, left.Length));
        part.CopyTo(buffer);
        left = left.Slice(part.End);
        return (int)part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
