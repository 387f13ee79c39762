using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The body of an answer whose trailers are its last message: a frame with the highest bit of its flag set, with a line for each field.</summary>
sealed class WebAnswer(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature, IHttpResponseTrailersFeature
{
    const byte TrailersFlag = 0x80;

    bool complete;

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public Stream Stream => writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => writer;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Writes the trailers, unless the status is among the header fields already, and ends the body.</summary>
    public async Task CompleteAsync()
    {
        if (complete) return;
        complete = true;
        if (Trailers.Count > 0) WriteTrailers();
        await writer.FlushAsync().ConfigureAwait(false);
        await inner.CompleteAsync().ConfigureAwait(false);
    }

    void WriteTrailers()
    {
        var lines = new StringBuilder();
        foreach (var (name, values) in Trailers)
            foreach (var value in values) lines.Append(GrpcMetadata.Lower(name)).Append(": ").Append(value).Append("\r\n");

        var bytes = Encoding.Latin1.GetBytes(lines.ToString());
        var head = writer.GetSpan(FrameHeader.Size);
        head[0] = TrailersFlag;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        writer.Advance(FrameHeader.Size);
        writer.Write(bytes);
    }
}
