namespace Kratos.Reactive;

/// <summary>One file of an <see cref="Upload{Q}"/>, while it is its turn. What the caller says of it, name and type, is plain data: never a path to write to without a look, never a proof of what is in it.</summary>
public sealed class UploadFile
{
    readonly Stream content;

    /// <summary>A file that is there already: for tests.</summary>
    public UploadFile(string name, string fileName, string contentType, Stream content) => (Name, FileName, ContentType, this.content) = (name, fileName, contentType, content);

    /// <summary>The name of the part: that of the form's field.</summary>
    public string Name { get; }

    /// <summary>What the caller calls the file, as it was sent: it may be empty, or <c>../../etc/passwd</c>.</summary>
    public string FileName { get; }

    /// <summary>What the caller says it is; <c>application/octet-stream</c> when it says nothing.</summary>
    public string ContentType { get; }

    /// <summary>The header fields of the part.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>Reads it as a stream, from where it stands, without seeking and never synchronously. The stream ends with the effect.</summary>
    public Eff<A> Read<A>(Func<Stream, CancellationToken, Task<A>> read) => liftEff(env => read(content, env.Token));

    /// <summary>Copies it to a stream, as it comes. Gives its size, in bytes.</summary>
    public Eff<long> CopyTo(Stream into) => Read(async (from, token) =>
    {
        var buffer = new byte[64 * 1024];
        var size = 0L;
        while (await from.ReadAsync(buffer, token).ConfigureAwait(false) is > 0 and var read)
        {
            await into.WriteAsync(buffer.AsMemory(0, read), token).ConfigureAwait(false);
            size += read;
        }

        return size;
    });

    /// <summary>All of it, in memory; 413 <c>FILE_TOO_LARGE</c> when it is more than <paramref name="most"/> bytes.</summary>
    public Eff<ReadOnlyMemory<byte>> Bytes(int most) => Read<ReadOnlyMemory<byte>>(async (from, token) =>
    {
        using var all = new MemoryStream();
        var buffer = new byte[Math.Min(64 * 1024, most + 1)];
        while (await from.ReadAsync(buffer, token).ConfigureAwait(false) is > 0 and var read)
        {
            if (all.Length + read > most) throw new ErrorException(UploadFault.TooLarge(Name, most));
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    });

    /// <summary>Its names and type.</summary>
    public override string ToString() => $"UploadFile {{ Name = {Name}, FileName = {FileName}, ContentType = {ContentType} }}";
}
