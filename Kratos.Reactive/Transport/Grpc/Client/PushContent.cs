using System.Net;

namespace Kratos.Reactive;

/// <summary>A request of many messages, which are pulled from their source one by one as the network takes them.</summary>
sealed class PushContent(IObservable<object> messages, Backpressure waiting, Func<object, PooledBuffer, Fin<int>> write, Env env, CallTime time) : HttpContent
{
    // Messages that wait already go out together, up to so many bytes.
    const int Batch = 16 * 1024;

    readonly Outlet<object> outlet = Outlet<object>.Lent(messages, waiting, env.With(time.Token));

    /// <summary>Whether a message was asked for: then the source cannot be asked again.</summary>
    internal bool Pulled { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Pulled) throw new ErrorException(Repeated);
        using var bytes = new PooledBuffer(0);
        try
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            Pulled = true;
            while (await outlet.MoveNextAsync().ConfigureAwait(false))
            {
                do Write(outlet.Current, bytes);
                while (bytes.Written.Length < Batch && outlet.TryTake());
                await stream.WriteAsync(bytes.Written.First, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                bytes.Clear();
            }
        }
        catch (ErrorException e)
        {
            time.End(e.Error);      // the source failed, or one of its messages cannot be sent
            throw;
        }
        finally
        {
            if (Pulled) await outlet.DisposeAsync().ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    void Write(object message, PooledBuffer to)
    {
        var written = write(message, to);
        if (written.IsFail) throw new ErrorException(written.Failed);
    }

    static Error Repeated { get; } = Error.Unavailable("UNAVAILABLE", "the server refused the call after its first messages had been sent");
}
