using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kratos.Reactive;

/// <summary>One running HTTP server.</summary>
sealed class HttpHost(KestrelHost host, HttpServing serving)
{
    // For what is cut to be told so, before the connections are closed.
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    internal Listening Listening { get; } = new(host.Bound, host.Faults);

    internal static async ValueTask<Fin<HttpHost>> StartAsync(string address, HttpOptions options, IReadOnlyList<Service> services, Env env)
    {
        var parsed = ListenAddress.Parse(address, ["http"], options.Certificate is not null, nameof(HttpOptions));
        if (parsed.IsFail) return parsed.Failed;
        var limits = KestrelLimits.Check(options);
        if (limits.IsFail) return limits.Failed;
        var codecs = CodecNames.Check(options.Codecs);
        if (codecs.IsFail) return Error.BadRequest("BAD_OPTION", $"{nameof(HttpOptions)}.{nameof(HttpOptions.Codecs)}: {codecs.Failed.Message}");
        var serving = new HttpServing(options, env);
        var routes = RouteTable.Build(services, serving);
        if (routes.IsFail) return routes.Failed;

        var started = await KestrelHost.StartAsync(
            address,
            options.Loggers,
            services =>
            {
                services.AddRoutingCore();
                options.AppServices(services);
            },
            kestrel => Configure(kestrel, parsed.Succeeded, options),
            app => Answer(app, serving, routes.Succeeded),
            env.Token).ConfigureAwait(false);
        if (started.IsFail) return started.Failed;
        var host = new HttpHost(started.Succeeded, serving);
        serving.Endpoint = host.Listening.Endpoints[0];
        return host;
    }

    /// <summary>Accepts no more, tells the streams that are open and lets what is in flight end. When the token fires it ends the streams, and a second later closes what is left by force.</summary>
    internal async Task StopAsync(Env env)
    {
        host.Stopping();
        using var force = new CancellationTokenSource();
        using var farewell = new Alarm(env.Time, _ => force.Tell(env), this);
        serving.Drain();
        await using (env.Token.UnsafeRegister(_ => Cut(farewell), null).ConfigureAwait(false))
            await host.StopAsync(force.Token).ConfigureAwait(false);
    }

    void Cut(Alarm farewell)
    {
        farewell.Set(Farewell);
        serving.Cut();
    }

    static void Configure(KestrelServerOptions kestrel, ListenAddress address, HttpOptions options)
    {
        KestrelLimits.Apply(kestrel, options);
        address.ListenOn(kestrel, listen =>
        {
            listen.Protocols = address.Secure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (options.Certificate is not { } certificate) return;
            listen.Use(Handshake.Begin);
            listen.UseHttps(certificate, https => (https.ClientCertificateMode, https.ClientCertificateValidation) = (options.ClientCertificates, options.TrustClient));
            listen.Use(Handshake.End);
        });
        options.Kestrel(kestrel);
    }

    static void Answer(WebApplication app, HttpServing serving, Routing routing)
    {
        serving.Options.App(app);
        var unrouted = new Unrouted(serving, routing.Fallback);
        app.Use(next => context => context.GetEndpoint() is RouteEndpoint ? next(context) : unrouted.Answer(context));
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(routing.ToEndpoints()));
    }
}
