using System.Collections.Immutable;
using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>The instances of one service at one revision of the store. Immutable.</summary>
/// <remarks>
/// A store that was set up anew knows none of those that run, until each has noticed and is back. Its revision is then an earlier one than was seen before: those that were there are
/// kept in the list until they are back, or until as long has passed as they would have been kept without a word.
/// </remarks>
sealed record EtcdView(string Service, long Revision, ImmutableDictionary<string, EtcdEntry> Entries, Action<string, Error> Unreadable)
{
    ImmutableDictionary<string, EtcdEntry> Missed { get; init; } = ImmutableDictionary<string, EtcdEntry>.Empty;

    internal DateTimeOffset MissedUntil { get; private init; }

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

    internal EtcdView With(WatchResponse told) => told.Events.Aggregate(this, static (view, change) => change.Type == Event.Types.EventType.Put
        ? view.With(change.Kv)
        : view.Without(change.Kv.Key.ToStringUtf8())) with { Revision = Math.Max(Revision, told.Header.Revision) };

    /// <summary>This list, read after <paramref name="before"/>.</summary>
    internal EtcdView After(EtcdView? before, DateTimeOffset now, TimeSpan patience) =>
        before is null ? this
        : Revision < before.Revision ? Missing(before.Missed.SetItems(before.Entries), now + patience)
        : before.MissedUntil > now ? Missing(before.Missed, before.MissedUntil)
        : this;

    /// <summary>Those that are not back are gone.</summary>
    internal EtcdView Settled() => this with { Missed = ImmutableDictionary<string, EtcdEntry>.Empty };

    EtcdView Missing(ImmutableDictionary<string, EtcdEntry> all, DateTimeOffset until) => this with { Missed = all.RemoveRange(Entries.Keys), MissedUntil = until };

    EtcdView Without(string key) => this with { Entries = Entries.Remove(key), Missed = Missed.Remove(key) };
}
