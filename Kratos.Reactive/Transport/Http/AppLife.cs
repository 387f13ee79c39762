using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kratos.Reactive;

/// <summary>What services in an app of somebody's have to do with its start and its stop.</summary>
sealed class AppLife(IHostApplicationLifetime life, IServiceProvider app, HttpServing serving)
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    internal void Follow()
    {
        life.ApplicationStarted.Register(Check);
        life.ApplicationStopping.Register(Stop);
    }

    // ASP.NET asks for endpoints at the first request, and what is wrong with one would fail them all.
    void Check()
    {
        try
        {
            _ = app.GetService<EndpointDataSource>()?.Endpoints;
        }
        catch (ErrorException e)
        {
            HttpLog.Misruled(serving.Log, e.Error);
            life.StopApplication();
        }
    }

    void Stop()
    {
        serving.Drain();
        var time = app.GetService<IOptions<HostOptions>>()?.Value.ShutdownTimeout ?? Timeout.InfiniteTimeSpan;
        if (time == Timeout.InfiniteTimeSpan) return;
        var alarm = new Alarm(serving.Env.Time, static serving => ((HttpServing)serving).Cut(), serving);
        life.ApplicationStopped.Register(alarm.Dispose);
        alarm.Set(time - Farewell);
    }
}
