namespace Kratos.Reactive;

/// <summary>Consistent hashing: the node whose point on the ring follows the hash of the key; the next one where that is not allowed.</summary>
sealed class HashChoice : Chooser
{
    const int Points = 320;     // of a node that weighs the unit; one of average weight has 226 to 453

    readonly Member[] members;
    readonly Func<Request, string> key;
    readonly WeightedDraw draw;
    readonly Ring ring;

    internal HashChoice(Member[] members, Chooser? before, Random random, Func<Request, string> key)
    {
        (this.members, this.key, draw) = (members, key, new(members, random));
        ring = before is HashChoice known && known.IsOf(members) ? known.ring : Made(members);
    }

    internal override Fin<Member> Choose(in PickTurn turn)
    {
        var text = key(turn.Request);
        if (string.IsNullOrEmpty(text)) return members[draw.Next(turn)];
        var first = ring.After(StableHash.Of(text));
        var at = first;
        do
        {
            var member = members[ring.Owner(at)];
            if (turn.Allows(member)) return member;
            at = ring.Next(at);
        }
        while (at != first);
        return members[ring.Owner(first)];
    }

    // A node that joins must not move the points of others: the unit is the power of two next to the average weight, so it hardly ever changes.
    static Ring Made(Member[] members)
    {
        var average = members.Average(static one => (double)one.Share);
        var unit = Math.Pow(2, Math.Round(Math.Log2(average)));
        var points = Array.ConvertAll(members, one => (int)Math.Clamp(Math.Round(Points * one.Share / unit), 1, int.MaxValue));
        var seeds = Array.ConvertAll(members, static one => StableHash.Of(one.Node.Address));
        return new(points, (owner, point) => StableHash.Mix(seeds[owner] + ((ulong)(point + 1) * 0x9E3779B97F4A7C15UL)));
    }

    bool IsOf(Member[] others)
    {
        if (others.Length != members.Length) return false;
        for (var i = 0; i < members.Length; i++)
            if (members[i].Node.Address != others[i].Node.Address || members[i].Share != others[i].Share) return false;
        return true;
    }
}
