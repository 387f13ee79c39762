namespace Kratos.Reactive;

/// <summary>Clients that speak HTTP.</summary>
public static class HttpClients
{
    extension(Client)
    {
        /// <summary>A client of the HTTP server at <paramref name="address"/>, with connections that it makes when a call needs one, uses again, and closes when it is given back.</summary>
        /// <param name="address"><c>http://host:port</c> or <c>https://host:port</c>, and a path that all calls begin with, if there is one: <c>https://shop.example/api</c>. Without a scheme it is <c>https</c> where there
        /// are settings of TLS, else <c>http</c>.</param>
        /// <param name="options">Its settings; <see cref="HttpClientOptions.Default"/> unless given.</param>
        /// <remarks>
        /// <para>A method is called at the first of its rules, or at <c>POST /package.Service/Method</c> when it has none: the path's variables and the query are made from the message, each value escaped, and the message is
        /// not changed. A value that a path or a query cannot have is 400 <c>CODEC</c> with its field, before anything is sent; a rule that cannot be called is 400 <c>BAD_RULE</c>. A stream of replies is read from Server-Sent Events
        /// as it is asked for; a stream of requests is a WebSocket (over HTTP/1.1), opened at once, or by the first message where
        /// the path is made of it.</para>
        /// <para>Acquiring connects to nothing; a wrong address is 400 <c>BAD_ADDRESS</c>. <see cref="Client.State"/> says how it stands with its connections. Giving back ends every call that is still going on in 503 <c>CLIENT_CLOSED</c>.</para>
        /// <para>A call ends at the deadline of its environment or after its own timeout, whichever is earlier, in <see cref="Error.TimedOut"/>; the server is told the same instant (<c>grpc-timeout</c>). A failure of the server
        /// is the very <see cref="Error"/> that it failed with: see <see cref="HttpCallOptions"/> for what becomes of answers that are none of ours. What the transport itself finds: 503 <c>UNAVAILABLE</c> for no connection and
        /// a lost one, 502 <c>BAD_REPLY</c> for what is no HTTP, 500 <c>CODEC</c> for a reply that cannot be read, 429 <c>RESOURCE_EXHAUSTED</c> for one over its limit. A redirect is not followed: it is a failure with its status.</para>
        /// <para>A request needs its <see cref="Request.Method"/>, which says how messages are written: a client made by a generated service, or by <see cref="Client.Unary"/> and its like, gives it.</para>
        /// <para>Of the <c>metadata</c> in the environment, fields whose name begins with <c>x-md-global-</c> go along, as Go Kratos has it, but for values that a header field of ours cannot have (a caller may send others); the request's own headers replace those of the same name.</para>
        /// </remarks>
        public static Resource<Client> Http(string address, HttpClientOptions? options = null) => Resource
            .Make(
                liftEff<HttpChannel>(env => HttpChannel.Open(address, options ?? HttpClientOptions.Default, env)),
                static channel => liftEff(channel.Dispose))
            .Select(static channel => channel.ToClient());

        /// <summary>A client of the service that <paramref name="target"/> names, at whichever of its nodes the balancer picks: as <c>Client.Fleet(..)</c> has it, by calls as <c>Client.Http(address)</c> has them.</summary>
        /// <param name="target"><c>discovery:///service</c> or <c>discovery://namespace/service</c>; or an address, which is called directly.</param>
        /// <param name="discovery">Who tells the nodes. Each is called at its first endpoint that is <c>http</c> or, with TLS, <c>https</c>: a fleet may be mixed. The path of an endpoint is what its calls begin with.</param>
        /// <param name="options">Its settings; <see cref="HttpClientOptions.Default"/> unless given. Those of TLS are for nodes that speak it.</param>
        public static Resource<Client> Http(string target, IDiscovery discovery, HttpClientOptions? options = null) => FleetTarget.Is(target)
            ? Fleet(target, discovery, options ?? HttpClientOptions.Default)
            : Client.Http(target, options);
    }

    static Resource<Client> Fleet(string target, IDiscovery discovery, HttpClientOptions options) =>
        from _ in Resource.OnEnter(liftEff(env => HttpClientLimits.Check(options)))
        from client in FleetClients.Of(target, discovery, ["http", "https"], node => At(node, options), options.Fleet, env => new(WhenDown.Fail, HttpCallOptions.Of(options, env).Timeout))
        select client;

    // The query of an endpoint (?isSecure, of early Go Kratos) means nothing.
    static Resource<Client> At(Node node, HttpClientOptions options) => Client.Http(
        node.Endpoint.GetLeftPart(UriPartial.Path),
        Endpoints.IsSecure(node.Endpoint.Scheme) ? options : options with { Roots = null, Certificate = null, ServerName = null });
}
