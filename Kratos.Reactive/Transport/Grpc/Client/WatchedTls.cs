using System.Net.Security;

namespace Kratos.Reactive;

/// <summary>As <see cref="WatchedStream"/>, for what goes through TLS: the platform must see that it does.</summary>
sealed class WatchedTls(Stream inner, GrpcLink connection) : SslStream(inner)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            connection.Saw(buffer.Span[..read]);
            return read;
        }
        catch (Exception e)
        {
            connection.Broke(e);
            throw;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => base.WriteAsync(RepeatedFields.Split(buffer), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) connection.Dispose();
    }
}
