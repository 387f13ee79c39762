namespace Kratos.Reactive;

/// <summary>The body of a stream: it may be silent for so long, and no event may be larger than a reply.</summary>
sealed class WatchedBody : Stream
{
    readonly Stream inner;
    readonly HttpCallOptions options;
    readonly Silence silence;
    long untaken;

    internal WatchedBody(Stream inner, HttpCallOptions options, CallTime time, Env env)
    {
        (this.inner, this.options) = (inner, options);
        silence = new(env, options.IdleTimeout, time);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>An event was read: what is read now may be of the next.</summary>
    internal void Taken() => untaken = 0;

    /// <summary>Nobody listens any more.</summary>
    internal void Over() => silence.Dispose();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        silence.Begin();
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        silence.End();
        return (untaken += read) <= (long)options.MaxReceive + buffer.Length ? read : throw new ErrorException(TooLarge(options.MaxReceive));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    static Error TooLarge(int most) => Error.TooManyRequests("RESOURCE_EXHAUSTED", $"an event of the stream is larger than {most} bytes").WithMetadata("limit", $"{most}");
}
