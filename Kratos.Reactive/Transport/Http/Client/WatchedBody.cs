namespace Kratos.Reactive;

/// <summary>The body of a stream: it may be silent for so long, and no event may be larger than a reply.</summary>
sealed class WatchedBody : Stream
{
    readonly Stream inner;
    readonly HttpCallOptions options;
    readonly Silence silence;
    long untaken;       // bytes of the event that is being read
    long line;          // and of its line
    bool isComment;
    byte last;

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

    /// <summary>Nobody listens any more.</summary>
    internal void Over() => silence.Dispose();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        silence.Begin();
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        silence.End();
        Count(buffer.Span[..read]);
        return untaken <= (long)options.MaxReceive + buffer.Length ? read : throw new ErrorException(TooLarge(options.MaxReceive));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // An event ends at an empty line; comments, which keep a stream alive for days, are no part of one.
    void Count(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (one is (byte)'\n' or (byte)'\r')
            {
                if (one == '\n' && last == '\r') untaken--;
                else if (line == 0) untaken = -1;
                else if (isComment) untaken -= line + 1;
                line = 0;
            }
            else if (line++ == 0) isComment = one == ':';

            untaken++;
            last = one;
        }
    }

    static Error TooLarge(int most) => Error.TooManyRequests("RESOURCE_EXHAUSTED", $"an event of the stream is larger than {most} bytes").WithMetadata("limit", $"{most}");
}
