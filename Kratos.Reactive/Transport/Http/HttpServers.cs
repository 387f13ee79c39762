namespace Kratos.Reactive;

/// <summary>Servers that speak HTTP.</summary>
public static class HttpServers
{
    extension(Server)
    {
        /// <summary>An HTTP server for the methods of <paramref name="services"/>, at their rules, else at <c>POST /package.Service/Method</c>; streams of replies as Server-Sent Events, or as lines of JSON when asked; streams of requests as WebSockets, by <c>GET</c> whatever the rule says, and those with one reply also as lines of JSON in a body.</summary>
        /// <param name="address"><c>http://127.0.0.1:8000</c>, <c>http://0.0.0.0:0</c> (any free port), <c>http://[::1]:8000</c>, <c>http://localhost:8000</c>; <c>https</c> with a certificate.</param>
        /// <param name="services">What it serves.</param>
        /// <remarks>
        /// See <see cref="HttpOptions"/> for the limits it has. What is wrong with the address or the rules is a failure of the start, never an exception here.
        /// To stop, it accepts no more, tells the calls that are open (<see cref="Call.Stopping"/>) and lets them end; at the end of the time for that, streams are ended with 503 <c>SERVER_STOPPED</c>, and a second later all is closed.
        /// </remarks>
        public static Server Http(string address, params IReadOnlyList<Service> services) => Listener(address, HttpOptions.Default, services);

        /// <summary>The same with other settings.</summary>
        /// <param name="address">See the other overload.</param>
        /// <param name="options">The settings.</param>
        /// <param name="services">What it serves.</param>
        public static Server Http(string address, HttpOptions options, params IReadOnlyList<Service> services) => Listener(address, options, services);
    }

    static Server Listener(string address, HttpOptions options, IReadOnlyList<Service> services) => new("http", Resource
        .Make(liftEff(env => HttpHost.StartAsync(address, options, services, env)), static host => liftEff(env => host.StopAsync(env)))
        .Select(static host => host.Listening));
}
