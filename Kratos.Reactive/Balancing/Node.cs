namespace Kratos.Reactive;

/// <summary>An instance of a service, at the endpoint by which it is called: what a <see cref="Balancer"/> picks. Immutable; two are equal when everything they say is equal.</summary>
public sealed record Node
{
    /// <summary>The instance, called at this endpoint, which must be an absolute URI with a host.</summary>
    public Node(ServiceInstance instance, Uri endpoint)
    {
        (Instance, Endpoint) = (instance, endpoint);
        Address = HostPort.Of(endpoint).Match(static at => at.ToString(), _ => endpoint.Authority);
        Weight = NodeWeight.Of(instance, out _);
    }

    /// <summary>What the registry knows of it.</summary>
    public ServiceInstance Instance { get; }

    /// <summary>Where it is called: <c>grpc://10.0.0.5:9000</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The host and the port of the endpoint: <c>10.0.0.5:9000</c>, with the port that its scheme has by default where it names none. Two nodes of one list never share one.</summary>
    public string Address { get; }

    /// <summary>Its share of the calls, beside the others': the metadata field <c>weight</c>, a whole number from 0 to 1,000,000; 100 where there is none.</summary>
    /// <remarks>A node of weight 0 is picked only where all are. A number below 0 is taken as 0, one above 1,000,000 as that, another text as 100, and <see cref="Balancer.Update"/> logs it.
    /// Source: Go Kratos <c>selector.NewNode</c>, which takes negative ones as they are.</remarks>
    public int Weight { get; }

    /// <summary>The version of its program.</summary>
    public string Version => Instance.Version;

    /// <summary>What else the instance says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Instance.Metadata;

    /// <summary>The instance at its first endpoint of one of these schemes; else 503 <c>NO_ENDPOINT</c>, naming both.</summary>
    /// <remarks>The order is the instance's, not that of <paramref name="schemes"/>: each instance of a mixed fleet says itself whether it prefers TLS.</remarks>
    public static Fin<Node> From(ServiceInstance instance, params IReadOnlyList<string> schemes)
    {
        foreach (var endpoint in instance.Endpoints)
            foreach (var scheme in schemes)
                if (Endpoints.OfScheme([endpoint], scheme) is [var callable]) return new Node(instance, callable);

        return Error.Unavailable("NO_ENDPOINT", $"{instance} has no endpoint of the scheme {string.Join(" or ", schemes)} that could be called");
    }

    /// <summary>Those of the instances that can be called by one of these schemes, in order.</summary>
    public static IReadOnlyList<Node> All(IEnumerable<ServiceInstance> instances, params IReadOnlyList<string> schemes) =>
        ValueList.From(instances.Select(one => From(one, schemes)).Where(static node => node.IsSucc).Select(static node => node.Value));

    /// <summary><c>name-id at host:port</c>.</summary>
    public override string ToString() => $"{Instance} at {Address}";
}
