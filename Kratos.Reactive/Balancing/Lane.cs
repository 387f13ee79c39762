namespace Kratos.Reactive;

/// <summary>The nodes that some requests are for, and how one of them is chosen; or why there is none.</summary>
sealed class Lane
{
    readonly Error? nobody;
    readonly Chooser? chooser;
    bool used;

    Lane(Error nobody) => (this.nobody, Members) = (nobody, []);

    Lane(Member[] members, Chooser chooser) => (Members, this.chooser) = (members, chooser);

    internal Member[] Members { get; }

    /// <summary>Whether anybody asked since the list came.</summary>
    internal bool IsUsed => Volatile.Read(ref used);

    internal static Lane Closed(Error nobody) => new(nobody);

    /// <summary>The members that a filter keeps; those of weight 0 only if there are no others.</summary>
    internal static Lane Of(IReadOnlyList<Member> members, NodeFilter filter, ChooserOf choosers, Lane? before, string service, Env env)
    {
        if (members.Count == 0) return new(Nobody($"{service} has no node"));
        var kept = Kept(members, filter, service, env);
        if (kept.Length == 0) return new(Nobody($"none of the {members.Count} nodes of {service} passes the filter"));
        var weighty = Array.FindAll(kept, static one => one.Node.Weight > 0);
        var chosen = weighty.Length > 0 ? weighty : kept;
        return new(chosen, choosers(chosen, before?.chooser, env.Random));
    }

    internal static Error Nobody(string why) => Error.Unavailable("NO_AVAILABLE_NODE", why);

    internal Fin<Member> Choose(in PickTurn turn)
    {
        if (!used) Volatile.Write(ref used, true);
        return chooser is null ? nobody! : chooser.Choose(turn);
    }

    static Member[] Kept(IReadOnlyList<Member> members, NodeFilter filter, string service, Env env)
    {
        var known = members.ToDictionary(static one => one.Node, ReferenceEqualityComparer.Instance as IEqualityComparer<Node>);
        var kept = new List<Member>(members.Count);
        foreach (var node in filter([.. members.Select(static one => one.Node)]))
            if (known.Remove(node, out var member)) kept.Add(member);
            else env.Unhandled(Error.Internal("NODE_FOREIGN", $"a filter for {service} gave {node}, which is not in its list, or gave it twice; it is left out"));

        return [.. kept];
    }
}
