using System.Net.Security;
using System.Security.Authentication;

namespace Kratos.Reactive;

/// <summary>Makes connections: dials, and speaks TLS where the address says so.</summary>
sealed class GrpcDialler(GrpcTarget target, GrpcClientOptions options, GrpcLinks connections)
{
    /// <summary>Set on a request that waits when there is no connection for it; fires when it waits no more.</summary>
    internal static readonly HttpRequestOptionsKey<CancellationToken> Waits = new("waits for a connection");

    readonly SslClientAuthenticationOptions tls = ClientTls.Of(options.ServerName ?? target.EndPoint.Host, options.Roots, options.Certificate, SslApplicationProtocol.Http2);

    internal async ValueTask<Stream> Dial(HttpRequestMessage first)
    {
        var waits = first.Options.TryGetValue(Waits, out var answered);
        var connection = await connections.Begin(waits ? WhenDown.Wait : WhenDown.Fail, answered).ConfigureAwait(false);
        try
        {
            var open = await Open(connection).ConfigureAwait(false);
            return connection.Opened(open) ? open : throw new OperationCanceledException(connection.Dialling);
        }
        catch (Exception e)
        {
            var error = Because(e);
            connection.Failed(error);
            throw new NotConnected(error);
        }
    }

    async ValueTask<Stream> Open(GrpcLink connection)
    {
        var dialled = await Within(options.Dial(target.EndPoint, connection.Dialling).AsTask(), connection.Dialling).ConfigureAwait(false);
        if (!target.Secure) return new WatchedStream(dialled, connection);
        if (!connection.Opened(dialled)) throw new OperationCanceledException(connection.Dialling);
        var secured = new WatchedTls(dialled, connection);
        try
        {
            await secured.AuthenticateAsClientAsync(tls, connection.Dialling).ConfigureAwait(false);
            if (secured.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2) throw new AuthenticationException("the server does not speak HTTP/2");
            return secured;
        }
        catch (Exception e)
        {
            connection.Failed(Because(e));      // before the stream says that it is closed
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Also for one that does not look at its token: what it brings too late is closed.
    static async Task<Stream> Within(Task<Stream> dialling, CancellationToken token)
    {
        try
        {
            return await dialling.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!dialling.IsCompleted)
        {
            _ = dialling.ContinueWith(
                static late =>
                {
                    if (late.Exception is null && !late.IsCanceled) late.Result.Dispose();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    // Where the server is, callers are not told: the cause knows.
    static Error Because(Exception e) => Error.Unavailable("UNAVAILABLE", e switch
    {
        OperationCanceledException => "connecting to the server took too long, or is no longer wanted",
        AuthenticationException => "there is no secure connection to the server",
        _ => "the server cannot be reached",
    }) with
    { Cause = e };
}
