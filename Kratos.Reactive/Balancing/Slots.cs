namespace Kratos.Reactive;

/// <summary>65,536 slots for hashes, each of one node: the one that wins it, by weighted rendezvous hashing. Immutable.</summary>
/// <remarks>Whoever joins wins some slots from the others, and whoever leaves sets free only their own, whatever anybody weighs. (On a ring the points of all would have to grow or shrink with the weights.)
/// Source: Thaler and Ravishankar, 1998; the weights as in Schindelhauer and Schomaker, 2005.</remarks>
sealed class Slots
{
    const int Bits = 16, Count = 1 << Bits;

    readonly Member[] members;
    readonly ulong[] seeds;
    readonly double[] shares;
    readonly int[] owners = new int[Count];

    Slots(Member[] members, Slots? before)
    {
        this.members = members;
        (seeds, shares) = (Array.ConvertAll(members, static one => StableHash.Of(one.Node.Address)), Array.ConvertAll(members, static one => (double)one.Share));
        var all = Enumerable.Range(0, members.Length).ToArray();
        var stayed = new Dictionary<(string, int), int>(members.Length);
        foreach (var place in all) stayed[Known(members[place])] = place;
        int[] places = before is null ? [] : Array.ConvertAll(before.members, one => stayed.GetValueOrDefault(Known(one), -1));
        var joined = all.Except(places).ToArray();
        for (var slot = 0; slot < Count; slot++)
        {
            var owner = before is null ? -1 : places[before.owners[slot]];
            owners[slot] = owner < 0 ? Winner(slot, all, -1) : joined.Length > 0 ? Winner(slot, joined, owner) : owner;
        }
    }

    /// <summary>The slots of these; only those are fought for again whose owner is new, or gone.</summary>
    internal static Slots Of(Member[] members, Slots? before) => before is not null && members.Select(Known).SequenceEqual(before.members.Select(Known)) ? before : new(members, before);

    internal static int Of(ulong hash) => (int)(hash >> (64 - Bits));

    internal static int Next(int slot) => (slot + 1) % Count;

    /// <summary>The place of its owner in the list.</summary>
    internal int Owner(int slot) => owners[slot];

    static (string Address, int Share) Known(Member one) => (one.Node.Address, one.Share);

    int Winner(int slot, int[] rivals, int holder)
    {
        var (winner, best) = (holder, holder < 0 ? double.PositiveInfinity : Score(slot, holder));
        foreach (var rival in rivals)
        {
            var miss = Miss(slot, rival);
            if (miss >= best * shares[rival]) continue;      // -ln(1 - x) is never less than x: hardly anybody is worth a logarithm
            var score = Score(miss, rival);
            if (score < best) (winner, best) = (rival, score);
        }

        return winner;
    }

    double Score(int slot, int place) => Score(Miss(slot, place), place);

    double Score(double miss, int place) => -Math.Log(1 - miss) / shares[place];

    // Even, between 0 and 1 and never either.
    double Miss(int slot, int place) => ((StableHash.Mix(seeds[place] + ((ulong)(slot + 1) * 0x9E3779B97F4A7C15UL)) >> 12) + 0.5) * (1.0 / (1L << 52));
}
