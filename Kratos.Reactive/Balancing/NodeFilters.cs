namespace Kratos.Reactive;

/// <summary>The filters there are, and how they are composed.</summary>
/// <remarks><c>a + b</c> compiles, as for all delegates, and would drop <c>a</c> silently: composing such a one is an <see cref="ArgumentException"/>.</remarks>
public static class NodeFilters
{
    extension(NodeFilter)
    {
        /// <summary>Every node.</summary>
        public static NodeFilter All => static nodes => nodes;

        /// <summary>Those that <paramref name="predicate"/> is true of.</summary>
        public static NodeFilter Where(Func<Node, bool> predicate) => nodes => nodes.All(predicate) ? nodes : [.. nodes.Where(predicate)];

        /// <summary>Those whose program has exactly this version.</summary>
        public static NodeFilter Version(string version) => NodeFilter.Where(node => node.Version == version);

        /// <summary>Those whose metadata has this value under this field, as in a gray release: <c>Metadata("env", "gray")</c>. Case counts.</summary>
        public static NodeFilter Metadata(string field, string value) => NodeFilter.Where(node => node.Metadata.TryGetValue(field, out var its) && its == value);

        /// <summary>Those of this zone (the metadata field <c>zone</c>) while there is one; else all.</summary>
        public static NodeFilter ZoneFirst(string zone) => NodeFilter.Metadata("zone", zone) | NodeFilter.All;

        /// <summary>At most so many of them, so that each client of a big fleet keeps few connections: the same ones for the same <paramref name="client"/>, and other ones for others.</summary>
        /// <remarks>When a node joins or leaves, at most one of the others is exchanged. 0 or less is no limit. Rendezvous hashing (Thaler and Ravishankar, 1998): the nodes share clients as
        /// evenly as chance allows, which the ring of <see cref="KratosSubset"/> does not.</remarks>
        /// <param name="client">Who calls; each copy of a program should say something else, as its instance id.</param>
        /// <param name="size">How many nodes are enough. Kratos takes 25.</param>
        public static NodeFilter Subset(string client, int size) => nodes => size <= 0 || nodes.Count <= size ? nodes : NodeSubset.Rendezvous(client, nodes, size);

        /// <summary><see cref="Subset"/>, as Go Kratos takes it: a Go client and this one, with the same key, have the same nodes.</summary>
        /// <remarks>Source: Go Kratos <c>internal/subset</c>: a ring of 160 points an instance, FNV-1a of 32 bits.</remarks>
        /// <param name="client">The key.</param>
        /// <param name="size">How many nodes are enough.</param>
        public static NodeFilter KratosSubset(string client, int size) => nodes => size <= 0 || nodes.Count <= size ? nodes : NodeSubset.OnKratosRing(client, nodes, size);

        /// <summary>What <paramref name="then"/> keeps of what <paramref name="first"/> keeps.</summary>
        public static NodeFilter operator >>(NodeFilter first, NodeFilter then)
        {
            Check(first);
            Check(then);
            return nodes => then(first(nodes));
        }

        /// <summary>What <paramref name="first"/> keeps; if that is nobody, what <paramref name="otherwise"/> keeps.</summary>
        public static NodeFilter operator |(NodeFilter first, NodeFilter otherwise)
        {
            Check(first);
            Check(otherwise);
            return nodes => first(nodes) is { Count: > 0 } some ? some : otherwise(nodes);
        }
    }

    internal static void Check(NodeFilter filter)
    {
        if (!filter.HasSingleTarget) throw new ArgumentException("this filter was added up with +, which drops all but the last; compose with >> or |", nameof(filter));
    }
}
