using System.Globalization;

namespace Kratos.Reactive;

/// <summary>Two ways for a client to have its own few of many nodes.</summary>
static class NodeSubset
{
    const int KratosPoints = 160;

    /// <summary>The nodes whose hash together with the client's is greatest, in the order of the list.</summary>
    internal static IReadOnlyList<Node> Rendezvous(string client, IReadOnlyList<Node> nodes, int size)
    {
        var seed = StableHash.Of(client);
        var ranks = nodes.Select(node => StableHash.Mix(seed ^ StableHash.Of(node.Address))).ToArray();
        var chosen = Enumerable.Range(0, nodes.Count).OrderByDescending(i => ranks[i]).ThenBy(i => nodes[i].Address, StringComparer.Ordinal).Take(size);
        return [.. chosen.Order().Select(i => nodes[i])];
    }

    /// <summary>The first ones met from the client's place on the ring, in that order.</summary>
    internal static IReadOnlyList<Node> OnKratosRing(string client, IReadOnlyList<Node> nodes, int size) =>
        [.. OnKratosRing(client, [.. nodes.Select(static node => node.Instance.ToString())], size).Select(place => nodes[place])];

    /// <summary>The places of members of these names, of which there are more than that.</summary>
    internal static IReadOnlyList<int> OnKratosRing(string client, IReadOnlyList<string> members, int size)
    {
        var ring = new Ring([.. members.Select(static _ => KratosPoints)], (member, point) => StableHash.Fnv1a(point.ToString(CultureInfo.InvariantCulture) + members[member]));
        var found = new HashSet<int>();
        var chosen = new List<int>(size);
        for (var at = ring.After(StableHash.Fnv1a(client)); chosen.Count < size; at = ring.Next(at))
            if (found.Add(ring.Owner(at))) chosen.Add(ring.Owner(at));

        return chosen;
    }
}
