using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>The bytes of a connection, which learns what comes and when it is closed. Repeated header fields go out apart.</summary>
sealed class WatchedStream(Stream inner, GrpcLink connection) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            connection.Saw(buffer.Span[..read]);
            if (read == 0 && buffer.Length > 0 && connection.Ended(null, GrpcLink.Silent) is NotConnected early) throw early;
            return read;
        }
        catch (Exception e) when (e is not NotConnected && connection.Ended(e, GrpcLink.Silent) is NotConnected early)
        {
            throw early;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        connection.Saw(buffer.AsSpan(offset, read));
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.IsBegun ? WriteEarly(buffer, cancellationToken) : inner.WriteAsync(RepeatedFields.Split(buffer), cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    async ValueTask WriteEarly(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await inner.WriteAsync(RepeatedFields.Split(buffer), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (connection.Ended(e, GrpcLink.Silent) is NotConnected early)
        {
            throw early;
        }
    }
}
