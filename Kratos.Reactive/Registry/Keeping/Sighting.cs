namespace Kratos.Reactive;

/// <summary>The instances of one service as one whole list of a store tells of them, with what is still believed of earlier ones. Immutable.</summary>
/// <remarks>After an interruption the store may have given up, or lost, those that run, until each has noticed and is back. For the time of a lease those that were there before are kept in the list then: of a store that was set up
/// anew all of them, else those that it still has and whose lease has run out. Whoever took itself back is gone at once.</remarks>
/// <param name="Alive">Those whose lease is good.</param>
/// <param name="Stale">Those that the store has and whose lease has run out.</param>
sealed record Sighting(IReadOnlyList<ServiceInstance> Alive, IReadOnlyList<ServiceInstance> Stale)
{
    IReadOnlyList<ServiceInstance> Kept { get; init; } = [];

    IReadOnlyList<ServiceInstance> Missed { get; init; } = [];

    /// <summary>Until then some that are not there may be believed in: so long after the watch began.</summary>
    internal TimeSpan DoubtedUntil { get; private init; }

    internal bool KeepsSome => Kept.Count > 0 || Missed.Count > 0;

    /// <summary>Sorted by id, ordinally.</summary>
    internal ValueList<ServiceInstance> Instances =>
        [.. Alive.Concat(Kept).Concat(Missed).DistinctBy(static one => one.Id).OrderBy(static one => one.Id, StringComparer.Ordinal)];

    /// <summary>This list, seen after <paramref name="before"/>.</summary>
    internal Sighting After(Sighting? before, Gap gap, TimeSpan now, TimeSpan patience)
    {
        if (before is null) return this;
        var wasDoubted = before.DoubtedUntil > now;
        if (gap == Gap.None && !wasDoubted) return this;

        var shown = before.Instances;
        var stale = Stale.Select(static one => one.Id).ToHashSet();
        var alive = Alive.Select(static one => one.Id).ToHashSet();
        return this with
        {
            DoubtedUntil = gap == Gap.None || (gap == Gap.Interrupted && wasDoubted) ? before.DoubtedUntil : now + patience,
            Kept = [.. shown.Where(one => stale.Contains(one.Id))],
            Missed = [.. (gap == Gap.Anew ? shown : before.Missed).Where(one => !alive.Contains(one.Id))],
        };
    }
}
