namespace Kratos.Reactive;

/// <summary>Clients that speak gRPC.</summary>
public static class GrpcClients
{
    extension(Client)
    {
        /// <summary>A client of the gRPC server at <paramref name="address"/>, with connections that it makes when a call needs one, shares among calls, and closes when it is given back.</summary>
        /// <param name="address"><c>http://host:port</c> or <c>grpc://host:port</c>; with TLS <c>https://host:port</c> or <c>grpcs://host:port</c>.</param>
        /// <param name="options">Its settings; <see cref="GrpcClientOptions.Default"/> unless given.</param>
        /// <remarks>
        /// <para>Acquiring connects to nothing; a wrong address is 400 <c>BAD_ADDRESS</c>, a setting that makes no sense 400 <c>BAD_OPTION</c> (500 when it is one call's). Giving back ends every call that is still going on in 503 <c>CLIENT_CLOSED</c>.</para>
        /// <para>A call ends at the deadline of its environment or after its own timeout, whichever is earlier, in <see cref="Error.TimedOut"/>; the server is told the same instant. A failure of the server is the very
        /// <see cref="Error"/> that it failed with. What the transport itself finds: 503 <c>UNAVAILABLE</c> for no connection and a lost one, 501 <c>UNIMPLEMENTED</c> for too few or too many replies, 429
        /// <c>RESOURCE_EXHAUSTED</c> for a message or metadata over its limit, 500 <c>GRPC_FRAME_INVALID</c> and <c>CODEC</c> for what cannot be read, 500 <c>UNKNOWN</c> for an answer without a status.</para>
        /// <para>A request needs its <see cref="Request.Method"/>, which says how messages are written: a client made by a generated service, or by <see cref="Client.Unary"/> and its like, gives it.</para>
        /// <para>Of the <c>metadata</c> in the environment, fields whose name begins with <c>x-md-global-</c> go along, as Go Kratos has it; the request's own headers replace those of the same name.</para>
        /// </remarks>
        public static Resource<Client> Grpc(string address, GrpcClientOptions? options = null) => Resource
            .Make(
                liftEff<GrpcChannel>(env => Open(address, options ?? GrpcClientOptions.Default, env)),
                static channel => liftEff(channel.Dispose))
            .Select(static channel => channel.ToClient());

        /// <summary>A client of the service that <paramref name="target"/> names, at whichever of its nodes the balancer picks: as <c>Client.Fleet(..)</c> has it, by calls as <c>Client.Grpc(address)</c> has them.</summary>
        /// <param name="target"><c>discovery:///service</c> or <c>discovery://namespace/service</c>; or an address, which is called directly.</param>
        /// <param name="discovery">Who tells the nodes. Each is called at its first endpoint that is <c>grpc</c> or, with TLS, <c>grpcs</c>: a fleet may be mixed.</param>
        /// <param name="options">Its settings; <see cref="GrpcClientOptions.Default"/> unless given. Those of TLS are for nodes that speak it.</param>
        public static Resource<Client> Grpc(string target, IDiscovery discovery, GrpcClientOptions? options = null) => FleetTarget.Is(target)
            ? Fleet(target, discovery, options ?? GrpcClientOptions.Default)
            : Client.Grpc(target, options);
    }

    static Resource<Client> Fleet(string target, IDiscovery discovery, GrpcClientOptions options) =>
        from _ in Resource.OnEnter(liftEff(env => GrpcClientLimits.Check(options)))
        from client in FleetClients.Of(target, discovery, ["grpc", "grpcs"], node => At(node, options), options.Fleet, env => GrpcCallOptions.Of(options, env).Terms)
        select client;

    // What an address has beside a host and a port (?isSecure, of early Go Kratos) means nothing.
    static Resource<Client> At(Node node, GrpcClientOptions options) => Client.Grpc(
        node.Endpoint.GetLeftPart(UriPartial.Authority),
        Endpoints.IsSecure(node.Endpoint.Scheme) ? options : options with { Roots = null, Certificate = null, ServerName = null });

    static Fin<GrpcChannel> Open(string address, GrpcClientOptions options, Env env)
    {
        var check = GrpcClientLimits.Check(options);
        return check.IsFail ? check.Failed : GrpcTarget.Parse(address, options).Map(target => new GrpcChannel(target, options, env));
    }
}
