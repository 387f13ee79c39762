using System.Net;

namespace Kratos.Reactive;

/// <summary>A request of one message, which is written at once. It may be asked for again: by a server that refused the first try.</summary>
sealed class MessageContent(PooledBuffer message) : HttpContent
{
    const int Closed = int.MinValue;

    int writing;        // how many writes go on; less than zero: no more may begin

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref writing) < 0) return;     // the answer came, and the bytes belong to somebody else
        await stream.WriteAsync(message.Written.First, cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref writing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    // While (or after) a write that did not end, the bytes may still be looked at: they are left to the garbage collector.
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.CompareExchange(ref writing, Closed, 0) == 0) message.Dispose();
        base.Dispose(disposing);
    }
}
