using System.Collections.Immutable;
using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>The instances of one service at one revision of the store. Immutable.</summary>
/// <remarks>
/// After an interruption the store may have lost those that run, until each has noticed and is back: because it was set up anew (its revision is then an earlier one than was seen before), or because it stood still for longer
/// than a lease runs. For the time of a lease nobody is told of an empty list then: those that were there last are kept in it until they are back. Of a store that was set up anew all are kept that were there.
/// </remarks>
sealed record EtcdView(string Service, long Revision, ImmutableDictionary<string, EtcdEntry> Entries, Action<string, Error> Unreadable)
{
    ImmutableDictionary<string, EtcdEntry> Missed { get; init; } = ImmutableDictionary<string, EtcdEntry>.Empty;

    /// <summary>Until then an empty list is doubted: so long after the watch began.</summary>
    internal TimeSpan DoubtedUntil { get; private init; }

    internal bool MissesSome => !Missed.IsEmpty;

    /// <summary>Sorted by id, ordinally. Of two keys that say the same id the later one counts.</summary>
    internal ValueList<ServiceInstance> Instances =>
    [
        .. Entries.Concat(Missed).Select(static entry => entry.Value)
            .OrderBy(static one => one.Instance.Id, StringComparer.Ordinal).ThenByDescending(static one => one.Revision)
            .DistinctBy(static one => one.Instance.Id).Select(static one => one.Instance),
    ];

    internal EtcdView With(KeyValue kv)
    {
        var key = kv.Key.ToStringUtf8();
        var read = EtcdEntry.Read(Service, kv);
        if (read.IsFail) Unreadable(key, read.Failed);
        return this with { Entries = read.IsSucc ? Entries.SetItem(key, read.Succeeded) : Entries.Remove(key), Missed = Missed.Remove(key) };
    }

    internal EtcdView With(WatchResponse told, TimeSpan now)
    {
        var after = told.Events.Aggregate(this, static (view, change) => change.Type == Event.Types.EventType.Put ? view.With(change.Kv) : view.Without(change.Kv.Key.ToStringUtf8()));
        return (after.IsEmpty && DoubtedUntil > now ? after.Missing(this) : after) with { Revision = Math.Max(Revision, told.Header.Revision) };
    }

    /// <summary>This list, read after an interruption of <paramref name="before"/>.</summary>
    internal EtcdView After(EtcdView? before, TimeSpan now, TimeSpan patience)
    {
        if (before is null) return this;
        var (isAnew, wasDoubted) = (Revision < before.Revision, before.DoubtedUntil > now);
        var doubted = this with { DoubtedUntil = wasDoubted && !isAnew ? before.DoubtedUntil : now + patience };
        return isAnew || Entries.IsEmpty ? doubted.Missing(before)
            : wasDoubted ? doubted with { Missed = before.Missed.RemoveRange(Entries.Keys) }
            : doubted;
    }

    /// <summary>Those that are not back are gone.</summary>
    internal EtcdView Settled() => this with { Missed = ImmutableDictionary<string, EtcdEntry>.Empty };

    bool IsEmpty => Entries.IsEmpty && Missed.IsEmpty;

    EtcdView Missing(EtcdView before) => this with { Missed = before.Missed.SetItems(before.Entries).RemoveRange(Entries.Keys) };

    EtcdView Without(string key) => this with { Entries = Entries.Remove(key), Missed = Missed.Remove(key) };
}
