using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>A connection that has not shaken hands yet: it carries no call, and is closed at once when the server stops. (Kestrel would wait for as long as it may take, 10 s.)</summary>
sealed class Handshake(CancellationTokenRegistration stop)
{
    internal static ConnectionDelegate Begin(ConnectionDelegate next) => async connection =>
    {
        var stops = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        var stop = stops.UnsafeRegister(static self => ((ConnectionContext)self!).Abort(new ConnectionAbortedException("the server stops")), connection);
        connection.Features.Set(new Handshake(stop));
        await using (stop.ConfigureAwait(false)) await next(connection).ConfigureAwait(false);
    };

    internal static ConnectionDelegate End(ConnectionDelegate next) => connection =>
    {
        connection.Features.GetRequiredFeature<Handshake>().Over();
        return next(connection);
    };

    void Over() => stop.Unregister();
}
