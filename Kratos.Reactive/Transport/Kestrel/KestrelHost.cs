using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kratos.Reactive;

/// <summary>Kestrel, listening: ASP.NET Core without configuration files, environment variables, console or logging of its own.</summary>
sealed class KestrelHost(WebApplication app, ServerFaults faults, IReadOnlyList<Uri> bound)
{
    /// <summary>What was bound, as <c>http</c> or <c>https</c>.</summary>
    internal IReadOnlyList<Uri> Bound => bound;

    internal IObservable<Error> Faults => faults.Faults;

    /// <param name="address">As it was given: failures name it.</param>
    /// <param name="loggers">Where Kestrel logs.</param>
    /// <param name="build">What there is beside Kestrel.</param>
    /// <param name="kestrel">How it listens.</param>
    /// <param name="pipeline">What answers.</param>
    /// <param name="token">Gives up.</param>
    internal static async ValueTask<Fin<KestrelHost>> StartAsync(
        string address,
        ILoggerFactory loggers,
        Action<IServiceCollection> build,
        Action<KestrelServerOptions> kestrel,
        Action<WebApplication> pipeline,
        CancellationToken token)
    {
        var faults = new ServerFaults();
        var app = Build(faults, loggers, build, kestrel);
        app.Lifetime.ApplicationStopping.Register(() => faults.Tell(Error.Unavailable("SERVER_ENDED", $"the server at {address} ended by itself")));
        pipeline(app);
        try
        {
            await app.StartAsync(token).ConfigureAwait(false);
            var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            return new KestrelHost(app, faults, [.. bound.Select(static bound => new Uri(bound))]);
        }
        catch (Exception e)
        {
            faults.Stopping();
            await app.DisposeAsync().ConfigureAwait(false);
            return e is OperationCanceledException ? Error.From(e) : BindError.Of(address, e);
        }
    }

    /// <summary>From now on the end of a listener is no fault.</summary>
    internal void Stopping() => faults.Stopping();

    /// <summary>Accepts no more, lets what is in flight end, then closes; when <paramref name="token"/> fires, closes what is left by force.</summary>
    internal async Task StopAsync(CancellationToken token)
    {
        Stopping();
        try
        {
            await app.StopAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // closed by force, as asked
        }
        finally
        {
            await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    static WebApplication Build(ServerFaults faults, ILoggerFactory loggers, Action<IServiceCollection> build, Action<KestrelServerOptions> kestrel)
    {
        // Production: in Development ASP.NET would put its exception page in front.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime>(new QuietLifetime()));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);    // the token of the release says how long
        build(builder.Services);
        builder.WebHost.UseKestrelCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory>(services => new WatchedListeners(
            new SocketTransportFactory(services.GetRequiredService<IOptions<SocketTransportOptions>>(), loggers), faults)));
        builder.WebHost.ConfigureKestrel(kestrel);
        return builder.Build();
    }
}
