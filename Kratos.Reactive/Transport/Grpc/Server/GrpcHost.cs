using Microsoft.AspNetCore.Builder;

namespace Kratos.Reactive;

/// <summary>One running gRPC server.</summary>
sealed class GrpcHost(KestrelHost host, GrpcServing serving, IReadOnlyList<Uri> endpoints)
{
    // For what is cut to be told so, before the connections are closed.
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    internal Listening Listening { get; } = new(endpoints, host.Faults);

    internal static async ValueTask<Fin<GrpcHost>> StartAsync(string address, GrpcOptions options, IReadOnlyList<Service> services, Env env)
    {
        var parsed = ListenAddress.Parse(address, ["http", "grpc"], options.Certificate is not null, nameof(GrpcOptions));
        if (parsed.IsFail) return parsed.Failed;
        var limits = GrpcLimits.Check(options);
        if (limits.IsFail) return limits.Failed;
        var serving = new GrpcServing(options, env);
        var table = GrpcTable.Build(services, serving);
        if (table.IsFail) return table.Failed;

        var dispatch = new GrpcDispatch(table.Succeeded, serving);
        var started = await KestrelHost.StartAsync(
            address,
            options.Loggers,
            static _ => { },
            kestrel =>
            {
                GrpcLimits.Apply(kestrel, options);
                parsed.Succeeded.ListenOn(kestrel, listen => GrpcLimits.Listen(listen, parsed.Succeeded.Secure, options, serving.Env));
                options.Kestrel(kestrel);
            },
            app => app.Run(dispatch.Answer),
            env.Token).ConfigureAwait(false);
        if (started.IsFail) return started.Failed;
        var endpoints = started.Succeeded.Bound.Select(static bound => new Uri($"{(bound.Scheme == "https" ? "grpcs" : "grpc")}://{bound.Host}:{bound.Port}")).ToList();
        serving.Endpoint = endpoints[0];
        return new GrpcHost(started.Succeeded, serving, endpoints);
    }

    /// <summary>Accepts no more, tells the calls that are open and lets them end. When the token fires it ends them with UNAVAILABLE, and a second later closes what is left by force.</summary>
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
}
