using System.Collections.Immutable;

namespace Kratos.Reactive.Kubernetes;

/// <summary>The slices of one service at one version of the cluster. Immutable.</summary>
sealed record KubernetesView(string Service, string Version, ImmutableDictionary<string, KubernetesSlice> Slices)
{
    const string VersionLabel = "app.kubernetes.io/version";

    /// <summary>One for each pod that is ready, with all its addresses and ports; sorted by id, ordinally.</summary>
    internal ValueList<ServiceInstance> Instances =>
    [
        .. (from slice in Slices.Values.OrderBy(static one => one.AddressType, StringComparer.Ordinal).ThenBy(static one => one.Metadata?.Name, StringComparer.Ordinal)
            from endpoint in slice.Endpoints ?? []
            where endpoint.IsReady && endpoint.Addresses is { Count: > 0 }
            group (slice, endpoint) by endpoint.TargetRef?.Name is { Length: > 0 } pod ? pod : endpoint.Addresses![0])
            .Select(pod => new ServiceInstance(pod.Key, Service, pod.Select(static one => one.slice.Metadata?.Labels?.GetValueOrDefault(VersionLabel)).FirstOrDefault(static one => one is not null) ?? "")
            {
                Metadata = Said(pod.First().endpoint),
                // While an endpoint moves from one slice to another, both have it.
                Endpoints = [.. pod.SelectMany(static one => Reached(one.slice, one.endpoint)).DistinctBy(static one => one.OriginalString)],
            })
            .OrderBy(static one => one.Id, StringComparer.Ordinal),
    ];

    internal static KubernetesView Of(string service) => new(service, "", ImmutableDictionary<string, KubernetesSlice>.Empty);

    internal KubernetesView With(KubernetesList page) => this with
    {
        Version = page.Metadata?.ResourceVersion ?? "",
        Slices = Slices.SetItems((page.Items ?? []).Select(static slice => KeyValuePair.Create(slice.Metadata?.Name ?? "", slice))),
    };

    internal KubernetesView With(string? change, KubernetesSlice slice)
    {
        var name = slice.Metadata?.Name ?? "";
        var after = change switch
        {
            "ADDED" or "MODIFIED" => Slices.SetItem(name, slice),
            "DELETED" => Slices.Remove(name),
            _ => Slices,
        };
        return this with { Version = slice.Metadata?.ResourceVersion ?? Version, Slices = after };
    }

    static IEnumerable<Uri> Reached(KubernetesSlice slice, KubernetesEndpoint endpoint) => Endpoints.ParseAll(
        from address in endpoint.Addresses!
        from port in slice.Ports ?? []
        where port.Port is > 0 && port.Protocol is null or "TCP"
        select $"{Scheme(port)}://{new HostPort(address, port.Port ?? 0)}");

    // A scheme of the application, else what the name of the port begins with, as Go Kratos has it.
    static string Scheme(KubernetesPort port) =>
        port.AppProtocol is { Length: > 0 } protocol && Uri.CheckSchemeName(protocol) ? protocol
        : port.Name is { Length: > 0 } name && Uri.CheckSchemeName(name.Split('-')[0]) ? name.Split('-')[0]
        : "tcp";

    static Dictionary<string, string> Said(KubernetesEndpoint endpoint)
    {
        var said = new Dictionary<string, string>();
        if (endpoint.Zone is { } zone) said["zone"] = zone;
        if (endpoint.NodeName is { } node) said["node"] = node;
        return said;
    }
}
