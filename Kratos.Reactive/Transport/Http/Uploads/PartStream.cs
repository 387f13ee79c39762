namespace Kratos.Reactive;

/// <summary>The content of one part: read asynchronously, never beyond a limit, and no more once another part's turn has come.</summary>
sealed class PartStream(Stream content, string name, long most) : Stream
{
    long count;
    volatile bool over;

    public override bool CanRead => !over;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (over) throw new ErrorException(Error.Internal("UPLOAD_READ", $"the file '{name}' is read after its turn"));
        int read;
        try
        {
            read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new ErrorException(UploadFault.Of(e, name));
        }

        count += read;
        return count > most ? throw new ErrorException(UploadFault.TooLarge(name, most)) : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a file is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Its turn is over.</summary>
    internal void End() => over = true;
}
