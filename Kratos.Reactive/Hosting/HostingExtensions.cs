using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>Runs apps in a .NET generic host.</summary>
public static class HostingExtensions
{
    /// <summary>Runs the app as a hosted service: it starts with the host, stops with it, and stops it when it ends. Its effects may use the host's container (see <c>service</c>).</summary>
    /// <remarks>A start that fails makes the host's start throw an <see cref="ErrorException"/>; a failure later stops the host with exit code 1.</remarks>
    public static IServiceCollection AddApp(this IServiceCollection services, App app) => services.AddApp(_ => app);

    /// <summary>The same for an app that is made from the container.</summary>
    public static IServiceCollection AddApp(this IServiceCollection services, Func<IServiceProvider, App> app) => services.AddApp(app, Env.System);

    /// <summary>The same in an environment of one's own.</summary>
    public static IServiceCollection AddApp(this IServiceCollection services, Func<IServiceProvider, App> app, Env env) =>
        services.AddSingleton<IHostedService>(provider => new AppHostedService(
            app(provider),
            env.WithServices(provider),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<App>>()));
}
