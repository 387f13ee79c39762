namespace Kratos.Reactive;

/// <summary>What a function of the user chooses.</summary>
sealed class OwnChoice(Member[] members, Func<Request, IReadOnlyList<Node>, Fin<Node>> choose) : Chooser
{
    readonly ValueList<Node> nodes = [.. members.Select(static one => one.Node)];

    internal override Fin<Member> Choose(in PickTurn turn)
    {
        var chosen = choose(turn.Request, Allowed(turn));
        if (chosen.IsFail) return chosen.Error;
        foreach (var member in members)
            if (ReferenceEquals(member.Node, chosen.Value)) return member;

        return Error.Internal("NODE_FOREIGN", $"the balancing chose {chosen.Value}, which is none of the nodes it was given");
    }

    IReadOnlyList<Node> Allowed(in PickTurn turn)
    {
        var allowed = new List<Node>(members.Length);
        foreach (var member in members)
            if (turn.Allows(member)) allowed.Add(member.Node);
        return allowed.Count == members.Length || allowed.Count == 0 ? nodes : allowed;
    }
}
