namespace Kratos.Reactive;

/// <summary>Points on a circle of hashes, each of one owner. Built once and sorted once; immutable.</summary>
sealed class Ring
{
    readonly ulong[] places;
    readonly int[] owners;

    /// <summary>So many points for each owner (at least one in all), where <paramref name="place"/> says: of an owner, and the number of one of its points.</summary>
    internal Ring(IReadOnlyList<int> points, Func<int, int, ulong> place)
    {
        var total = points.Sum();
        (places, owners) = (new ulong[total], new int[total]);
        var at = 0;
        for (var owner = 0; owner < points.Count; owner++)
            for (var point = 0; point < points[owner]; point++, at++)
                (places[at], owners[at]) = (place(owner, point), owner);

        Array.Sort(places, owners);
    }

    internal int Points => places.Length;

    internal int Owner(int at) => owners[at];

    internal int Next(int at) => at + 1 < places.Length ? at + 1 : 0;

    /// <summary>The first point beyond a hash, clockwise.</summary>
    internal int After(ulong hash)
    {
        var (low, high) = (0, places.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (places[middle] <= hash) low = middle + 1;
            else high = middle;
        }

        return low < places.Length ? low : 0;
    }
}
