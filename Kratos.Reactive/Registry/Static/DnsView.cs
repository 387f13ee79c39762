using System.Collections.Immutable;
using System.Net;

namespace Kratos.Reactive;

/// <summary>Where a service is, and what is known of its hosts. Immutable.</summary>
sealed record DnsView(string Service, IReadOnlyList<Uri> Endpoints, ImmutableDictionary<string, IReadOnlyList<IPAddress>> Known)
{
    /// <summary>The service with nothing known yet; or 400 when an endpoint is none.</summary>
    internal static Fin<DnsView> Of(string service, IReadOnlyList<string> endpoints)
    {
        var all = new List<Uri>();
        foreach (var text in endpoints)
        {
            var endpoint = Kratos.Reactive.Endpoints.Parse(text).Bind(static endpoint => HostPort.Of(endpoint).Map(_ => endpoint));
            if (endpoint.IsFail) return endpoint.Error;
            all.Add(endpoint.Value);
        }

        return new DnsView(service, all, ImmutableDictionary<string, IReadOnlyList<IPAddress>>.Empty);
    }

    internal IEnumerable<string> Named => Endpoints.Select(Hosts.Of).Distinct();

    internal bool IsKnown => Named.All(Known.ContainsKey);

    /// <summary>One an address, with <c>address:port</c> as its id, sorted by that.</summary>
    internal ValueList<ServiceInstance> Instances =>
    [
        .. (from endpoint in Endpoints
            from address in Known.GetValueOrDefault(Hosts.Of(endpoint), [])
            let at = endpoint.WithHost(address.ToString())
            select new ServiceInstance(HostPort.Of(at).Value.ToString(), Service, "") { Endpoints = [at], Metadata = Said(endpoint, at) })
            .OrderBy(static one => one.Id, StringComparer.Ordinal).DistinctBy(static one => one.Id),
    ];

    /// <summary>What was found replaces what was known; where nothing could be found out, that stands. Of a host that nobody knows, and nothing was known, there is no address.</summary>
    internal DnsView With(IEnumerable<(string Host, Fin<IReadOnlyList<IPAddress>> Found)> lookups) => this with
    {
        Known = lookups.Aggregate(Known, static (known, one) =>
            one.Found.IsSucc ? known.SetItem(one.Host, one.Found.Value)
            : DnsLookup.IsNotFound(one.Found.Error) && !known.ContainsKey(one.Host) ? known.SetItem(one.Host, [])
            : known),
    };

    // Whom a certificate must name.
    static Dictionary<string, string> Said(Uri endpoint, Uri at) => endpoint.Host == at.Host ? [] : new() { ["host"] = endpoint.Host };
}
