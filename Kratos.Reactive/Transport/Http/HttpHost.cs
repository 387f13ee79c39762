using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kratos.Reactive;

/// <summary>One running HTTP server: ASP.NET Core without configuration files, environment variables, console or logging of its own.</summary>
sealed class HttpHost(WebApplication app, HttpServing serving, HttpFaults faults, IReadOnlyList<Uri> endpoints)
{
    internal Listening Listening { get; } = new(endpoints, faults.Faults);

    internal static async ValueTask<Fin<HttpHost>> StartAsync(string address, HttpOptions options, IReadOnlyList<Service> services, Env env)
    {
        var parsed = HttpAddress.Parse(address, options);
        if (parsed.IsFail) return parsed.Failed;
        var limits = KestrelLimits.Check(options);
        if (limits.IsFail) return limits.Failed;
        var serving = new HttpServing(options, env);
        var routes = RouteTable.Build(services, serving);
        if (routes.IsFail) return routes.Failed;

        var faults = new HttpFaults();
        var app = Build(parsed.Succeeded, options, faults, serving, routes.Succeeded);
        try
        {
            await app.StartAsync(env.Token).ConfigureAwait(false);
            var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            var host = new HttpHost(app, serving, faults, [.. bound.Select(static bound => new Uri(bound))]);
            serving.Endpoint = host.Listening.Endpoints[0];
            return host;
        }
        catch (Exception e)
        {
            faults.Stopping();
            await app.DisposeAsync().ConfigureAwait(false);
            return e is OperationCanceledException ? Error.From(e) : BindError.Of(address, e);
        }
    }

    /// <summary>Accepts no more, lets what is in flight end, then closes; when <paramref name="token"/> fires, closes what is left by force.</summary>
    internal async Task StopAsync(CancellationToken token)
    {
        faults.Stopping();
        serving.Draining = true;
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

    static WebApplication Build(HttpAddress address, HttpOptions options, HttpFaults faults, HttpServing serving, IReadOnlyList<Endpoint> routes)
    {
        // Production: in Development ASP.NET would put its exception page in front.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.Replace(ServiceDescriptor.Singleton(options.Loggers));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime>(new QuietLifetime()));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);    // the token of the release says how long
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory>(services => new WatchedListeners(
            new SocketTransportFactory(services.GetRequiredService<IOptions<SocketTransportOptions>>(), options.Loggers), faults)));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Apply(kestrel, options);
            address.ListenOn(kestrel, options);
            options.Kestrel(kestrel);
        });

        var app = builder.Build();
        app.Lifetime.ApplicationStopping.Register(() => faults.Tell(Error.Unavailable("SERVER_ENDED", $"the server at {address.Text} ended by itself")));
        var unrouted = new Unrouted(serving);
        app.Use(next => context => context.GetEndpoint() is RouteEndpoint ? next(context) : unrouted.Answer(context));
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(routes));
        return app;
    }
}
