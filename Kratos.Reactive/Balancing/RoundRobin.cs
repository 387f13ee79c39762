namespace Kratos.Reactive;

/// <summary>Smooth weighted round robin (nginx): each turn gives every node its weight, takes the richest one, the first of equals, and charges it what all were given.</summary>
/// <remarks>A turn depends on the one before, so they are taken one at a time, in time that is linear in the nodes.</remarks>
sealed class RoundRobin : Chooser
{
    readonly Lock gate = new();
    readonly Member[] members;
    readonly int[] weights;
    readonly long[] riches;

    internal RoundRobin(Member[] members, Chooser? before)
    {
        (this.members, weights) = (members, Array.ConvertAll(members, static one => one.Share));
        riches = before is RoundRobin kept ? kept.Riches(members) : new long[members.Length];
    }

    internal override Fin<Member> Choose(in PickTurn turn)
    {
        lock (gate)
        {
            var place = turn.AllowsAll ? -1 : Allowed(turn);
            return members[place >= 0 ? place : Any()];
        }
    }

    int Any()
    {
        var (best, given) = (0, 0L);
        for (var i = 0; i < riches.Length; i++)
        {
            given += weights[i];
            riches[i] += weights[i];
            if (riches[i] > riches[best]) best = i;
        }

        riches[best] -= given;
        return best;
    }

    int Allowed(in PickTurn turn)
    {
        var (best, given) = (-1, 0L);
        for (var i = 0; i < members.Length; i++)
        {
            if (!turn.Allows(members[i])) continue;
            given += weights[i];
            riches[i] += weights[i];
            if (best < 0 || riches[i] > riches[best]) best = i;
        }

        if (best >= 0) riches[best] -= given;
        return best;
    }

    long[] Riches(Member[] now)
    {
        lock (gate)
        {
            var known = new Dictionary<Load, long>(members.Length);
            for (var i = 0; i < members.Length; i++) known[members[i].Load] = riches[i];
            return Array.ConvertAll(now, one => known.GetValueOrDefault(one.Load));
        }
    }
}
