namespace Kratos.Reactive;

/// <summary>Clients of a service by its name.</summary>
public static class FleetClients
{
    extension(Client)
    {
        /// <summary>A client of the service that <paramref name="target"/> names, at whichever of its nodes the balancer picks, with the nodes as the discovery tells them: over any transport, and in tests over none.
        /// (<c>Client.Grpc(target, discovery)</c> and <c>Client.Http(target, discovery)</c> are made of it.)</summary>
        /// <param name="target"><c>discovery:///service</c>, or <c>discovery://namespace/service</c> for a discovery that <see cref="INamespaces">has them</see>; else 400 <c>BAD_ADDRESS</c>.</param>
        /// <param name="discovery">Who tells the nodes.</param>
        /// <param name="schemes">By which endpoints nodes are called: of each the first that has one of these schemes. A node without any is passed over.</param>
        /// <param name="at">A client of one node, acquired for its first call, and given back when the node has left and its calls have ended.</param>
        /// <param name="options">Its settings; <see cref="FleetOptions.Default"/> unless given.</param>
        /// <remarks>
        /// <para>Acquiring waits for nothing; it begins the watch, and giving back ends it and gives back the clients of the nodes. Calls wait for the first list, for <see cref="FleetOptions.FirstList"/> at most. When there is no node a call
        /// fails at once in 503 <c>NO_AVAILABLE_NODE</c>, naming the service, or waits until its deadline: <see cref="FleetOptions.WhenDown"/>.</para>
        /// <para>A node that joins is called at once. One that leaves is not called any more; calls and streams that go on there end by themselves, within <see cref="FleetOptions.Drain"/>. A watch that fails or ends is told to the log, and
        /// begun again; meanwhile the last list stands.</para>
        /// <para>A call which a node surely never saw (<see cref="Error.IsUnsent"/>) goes to another one: of those that cannot be reached up to ten are tried, and passed over for a while (<see cref="FleetOptions.Avoid"/>). A stream does as
        /// long as none of its messages was taken. Tries that the call's own settings ask for go to other nodes, too.</para>
        /// <para><see cref="Client.State"/> is the best that a node has: ready when one is, connecting before the first list, and in transient failure when there is none.</para>
        /// </remarks>
        public static Resource<Client> Fleet(string target, IDiscovery discovery, IReadOnlyList<string> schemes, Func<Node, Resource<Client>> at, FleetOptions? options = null) =>
            Of(target, discovery, schemes, at, options ?? FleetOptions.Default, static _ => new(WhenDown.Fail, Timeout.InfiniteTimeSpan));
    }

    internal static Resource<Client> Of(string target, IDiscovery discovery, IReadOnlyList<string> schemes, Func<Node, Resource<Client>> at, FleetOptions options, Func<Env, FleetTerms> terms) => Resource
        .Make(
            liftEff<FleetClient>(env => FleetTarget.Parse(target).Bind(known => known.Of(discovery).Bind(where => options.Checked().Map(settings =>
                new FleetClient(new(known.Service, ValueList.From(schemes), at, settings, terms, env.Within(CancellationToken.None, null)), where))))),
            static fleet => liftEff(_ => fleet.Close()))
        .Select(static fleet => fleet.Client);
}
