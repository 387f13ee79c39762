using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The body of a request. When its caller has left, so is the connection: over HTTP/1.1 Kestrel would try to read the rest before it learns of that, and log an error of its own.</summary>
sealed class WebBody(HttpContext context) : PipeReader, IRequestBodyPipeFeature
{
    readonly PipeReader inner = context.Request.BodyReader;

    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (PipeEnds.IsLeft(e))
        {
            context.Abort();
            throw;
        }
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
