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
            if (read == 0 && buffer.Length > 0 && connection.Ended(null, Refused) is NotConnected early) throw early;
            return read;
        }
        catch (Exception e) when (e is not NotConnected && connection.Ended(e, Refused) is NotConnected early)
        {
            throw early;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.IsBegun ? WriteEarly(buffer, cancellationToken) : base.WriteAsync(RepeatedFields.Split(buffer), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) connection.Dispose();
    }

    async ValueTask WriteEarly(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await base.WriteAsync(RepeatedFields.Split(buffer), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (connection.Ended(e, Refused) is NotConnected early)
        {
            throw early;
        }
    }

    static Error Refused { get; } = Error.Unavailable("UNAVAILABLE", "the server closed the secure connection before it had said that it speaks HTTP/2: it may not take the certificate of this client, or want one");
}
