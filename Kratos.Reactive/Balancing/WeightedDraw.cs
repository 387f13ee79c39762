namespace Kratos.Reactive;

/// <summary>Draws members at random, each as often as its weight says, in the same time for any number of them.</summary>
/// <remarks>Walker's alias method (Vose, 1991), in whole numbers, so that the shares are exact: each column is of one member up to its share, and of one other above it.</remarks>
sealed class WeightedDraw
{
    const int Tries = 16;

    readonly Member[] members;
    readonly Random random;
    readonly long total;
    readonly (long Share, int Other)[] columns = [];      // none where all weigh the same

    internal WeightedDraw(Member[] members, Random random)
    {
        (this.members, this.random) = (members, random);
        if (Array.TrueForAll(members, one => one.Share == members[0].Share)) return;

        total = members.Sum(static one => (long)one.Share);
        columns = new (long, int)[members.Length];
        var left = Array.ConvertAll(members, one => (long)one.Share * members.Length);
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < left.Length; i++) (left[i] < total ? small : large).Push(i);
        while (small.Count > 0 && large.Count > 0)
        {
            var (little, much) = (small.Pop(), large.Pop());
            columns[little] = (left[little], much);
            left[much] -= total - left[little];
            (left[much] < total ? small : large).Push(much);
        }

        foreach (var full in small.Concat(large)) columns[full] = (total, full);
    }

    /// <summary>The place of one that the turn allows, or of any if it allows none.</summary>
    internal int Next(in PickTurn turn)
    {
        var place = Next();
        for (var tries = 1; tries < Tries && !turn.Allows(members[place]); tries++) place = Next();
        return Allowed(place, turn);
    }

    /// <summary>The place of another one that the turn allows; <paramref name="than"/>, if none is found.</summary>
    internal int Other(int than, in PickTurn turn)
    {
        for (var tries = 0; tries < Tries; tries++)
            if (Next() is var place && place != than && turn.Allows(members[place])) return place;

        // One of them weighs nearly all, or is nearly alone in being allowed.
        var drawn = random.Next(members.Length - 1);
        return Allowed(drawn < than ? drawn : drawn + 1, turn);
    }

    int Next()
    {
        var column = random.Next(members.Length);
        return columns.Length == 0 || random.NextInt64(total) < columns[column].Share ? column : columns[column].Other;
    }

    // After so many draws in vain most of them are not allowed: the next one that is, then.
    int Allowed(int place, in PickTurn turn)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var next = (place + i) % members.Length;
            if (turn.Allows(members[next])) return next;
        }

        return place;
    }
}
