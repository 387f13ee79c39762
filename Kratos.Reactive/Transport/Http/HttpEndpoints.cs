using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>Services in an app of ASP.NET Core that is there already.</summary>
public static class HttpEndpoints
{
    extension(IEndpointRouteBuilder endpoints)
    {
        /// <summary>Maps the methods of a service, as <see cref="HttpServers"/> serves them, beside what else the app has. What the app says of endpoints can be said of what comes back: <c>app.MapService(greeter).RequireCors("all")</c>.</summary>
        /// <param name="service">The service.</param>
        /// <param name="options">The settings; of those the address, TLS, the limits of connections and the logs are the app's own, and are not looked at. <see cref="HttpOptions.Default"/> unless given.</param>
        /// <param name="env">The environment of calls; <see cref="Env.System"/> unless given.</param>
        /// <remarks>What no route is for is the app's to answer. In a group the routes are behind its prefix, which is known only when the app has started: where a rule is wrong behind it, that is logged, and the app is stopped.
        /// When the app stops, streams are told (<see cref="Call.Stopping"/>); a second before its time for that is over (<c>HostOptions.ShutdownTimeout</c>) they are ended with 503 <c>SERVER_STOPPED</c>.</remarks>
        /// <exception cref="ErrorException">What is wrong with the rules, all at once: 400 <c>BAD_RULE</c>, 409 <c>ROUTE_CONFLICT</c>.</exception>
        public IEndpointConventionBuilder MapService(Service service, HttpOptions? options = null, Env? env = null) => endpoints.MapServices([service], options, env);

        /// <summary>The same for several services, whose rules are held against each other.</summary>
        /// <param name="services">The services.</param>
        /// <param name="options">See the other method.</param>
        /// <param name="env">See the other method.</param>
        /// <exception cref="ErrorException">What is wrong with the rules, all at once: 400 <c>BAD_RULE</c>, 409 <c>ROUTE_CONFLICT</c>.</exception>
        public IEndpointConventionBuilder MapServices(IReadOnlyList<Service> services, HttpOptions? options = null, Env? env = null)
        {
            var app = endpoints.ServiceProvider;
            var given = (options ?? HttpOptions.Default) with { Loggers = app.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance };
            CodecNames.Check(given.Codecs).ThrowIfFail();
            var serving = new HttpServing(given, env ?? Env.System);
            var mapped = new ServiceEndpoints(services, serving, RouteTable.Build(services, serving).ThrowIfFail());
            if (app.GetService<IHostApplicationLifetime>() is { } life) new AppLife(life, app, serving).Follow();
            endpoints.DataSources.Add(mapped);
            return mapped;
        }
    }
}
