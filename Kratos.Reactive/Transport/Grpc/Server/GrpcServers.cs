namespace Kratos.Reactive;

/// <summary>Servers that speak gRPC.</summary>
public static class GrpcServers
{
    extension(Server)
    {
        /// <summary>A gRPC server for the methods of <paramref name="services"/>, unary and streaming.</summary>
        /// <param name="address"><c>http://127.0.0.1:9000</c>, <c>http://0.0.0.0:0</c> (any free port), <c>http://[::1]:9000</c>, <c>http://localhost:9000</c>; <c>https</c> with a certificate. <c>grpc</c> and <c>grpcs</c> are the same.</param>
        /// <param name="services">What it serves.</param>
        /// <remarks>
        /// It listens on HTTP/2 only: a plain port cannot be shared with HTTP/1.1. Messages are those that protobuf describes; a method of others answers UNIMPLEMENTED. Settings are <see cref="GrpcOptions.Default"/>.
        /// To stop, it accepts no more, tells the calls that are open (<see cref="Call.Stopping"/>) and lets them end; at the end of the time for that they are ended with UNAVAILABLE.
        /// </remarks>
        public static Server Grpc(string address, params IReadOnlyList<Service> services) => Listener(address, GrpcOptions.Default, services);

        /// <summary>The same with other settings.</summary>
        /// <param name="address">See the other overload.</param>
        /// <param name="options">The settings.</param>
        /// <param name="services">What it serves.</param>
        public static Server Grpc(string address, GrpcOptions options, params IReadOnlyList<Service> services) => Listener(address, options, services);
    }

    static Server Listener(string address, GrpcOptions options, IReadOnlyList<Service> services) => new("grpc", Resource
        .Make(liftEff(env => GrpcHost.StartAsync(address, options, services, env)), static host => liftEff(env => host.StopAsync(env)))
        .Select(static host => host.Listening));
}
