using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Kratos.Reactive;

/// <summary>Writes bytes as base64: what is flushed together is one piece of it, with its own padding.</summary>
sealed class WebTextWriter(PipeWriter inner) : PipeWriter
{
    readonly ArrayBufferWriter<byte> unsent = new();

    public override void Advance(int bytes) => unsent.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => unsent.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => unsent.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Encode();
        inner.Complete(exception);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encode();
        return inner.FlushAsync(cancellationToken);
    }

    void Encode()
    {
        if (unsent.WrittenCount == 0) return;
        var text = inner.GetSpan(Base64.GetMaxEncodedToUtf8Length(unsent.WrittenCount));
        Base64.EncodeToUtf8(unsent.WrittenSpan, text, out _, out var written);
        inner.Advance(written);
        unsent.ResetWrittenCount();
    }
}
