using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Kratos.Reactive;

/// <summary>Kestrel's sockets, watched: a listener that can accept no more is a fault of the server. (Kestrel itself would only log it, and look alive.)</summary>
sealed class WatchedListeners(IConnectionListenerFactory inner, ServerFaults faults) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Watched(await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), faults);

    sealed class Watched(IConnectionListener listener, ServerFaults faults) : IConnectionListener
    {
        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (connection is null) faults.Tell(Ended(null));       // told only when nobody is stopping the server
                return connection;
            }
            catch (Exception e)
            {
                faults.Tell(Ended(e));
                throw;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();

        Error Ended(Exception? cause) => Error.Unavailable("ACCEPT_ENDED", $"no more connections can be accepted at {EndPoint}") with { Cause = cause };
    }
}
