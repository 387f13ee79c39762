using Microsoft.Extensions.DependencyInjection;

namespace Kratos.Reactive;

public static partial class Prelude
{
    internal static readonly EnvKey<IServiceProvider> ServicesKey = new("the service provider");

    /// <summary>The service provider of the host, or of the scope the effect is in (see <c>scoped</c>); a failure (500 <c>NOT_IN_ENV</c>) when there is none.</summary>
    public static Eff<IServiceProvider> services { get; } = ask(ServicesKey);

    /// <summary>A service of the host's container; a failure (500 <c>SERVICE_MISSING</c>) names the type that is not registered there.</summary>
    public static Eff<A> service<A>() where A : notnull => services.Bind(static provider => liftEff<A>(_ =>
        provider.GetService<A>() is { } found ? found : Error.Internal("SERVICE_MISSING", $"no {typeof(A).Name} is registered in the container")));

    /// <summary>The effect in a scope of the container: its scoped services are its own, and are disposed when it ends.</summary>
    public static Eff<A> scoped<A>(Eff<A> effect) =>
        from provider in services
        from value in Resource.DisposingAsync(liftEff(() => provider.CreateAsyncScope())).Use(scope => local(env => env.With(ServicesKey, scope.ServiceProvider), effect))
        select value;

    /// <summary>The environment with a service provider, for <c>service</c> and <c>scoped</c>.</summary>
    public static Env WithServices(this Env env, IServiceProvider provider) => env.With(ServicesKey, provider);
}
