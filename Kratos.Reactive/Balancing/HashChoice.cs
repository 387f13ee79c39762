namespace Kratos.Reactive;

/// <summary>Consistent hashing: the node that owns the slot of the hash of the key; the owner of the next slot where that one is not allowed.</summary>
sealed class HashChoice(Member[] members, Chooser? before, Random random, Func<Request, string> key) : Chooser
{
    readonly WeightedDraw draw = new(members, random);
    readonly Slots slots = Slots.Of(members, (before as HashChoice)?.slots);

    internal override Fin<Member> Choose(in PickTurn turn)
    {
        var text = key(turn.Request);
        if (string.IsNullOrEmpty(text)) return members[draw.Next(turn)];
        var first = Slots.Of(StableHash.Of(text));
        var at = first;
        do
        {
            var member = members[slots.Owner(at)];
            if (turn.Allows(member)) return member;
            at = Slots.Next(at);
        }
        while (at != first);
        return members[slots.Owner(first)];
    }
}
