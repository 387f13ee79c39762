using System.Collections.ObjectModel;

namespace Kratos.Reactive;

/// <summary>Read-only string maps that are equal when their entries are: what records of this library hold. Keys are compared ordinally.</summary>
public static class ValueMap
{
    /// <summary>The map without entries.</summary>
    public static IReadOnlyDictionary<string, string> Empty { get; } = new Map(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>A value-equal copy of <paramref name="map"/>, so that later changes to the original are not seen; null reads as <see cref="Empty"/>.</summary>
    public static IReadOnlyDictionary<string, string> From(IReadOnlyDictionary<string, string>? map) =>
        map is null or { Count: 0 } ? Empty : map as Map ?? new Map(new Dictionary<string, string>(map, StringComparer.Ordinal));

    sealed class Map(Dictionary<string, string> entries) : ReadOnlyDictionary<string, string>(entries)
    {
        public override bool Equals(object? obj)
        {
            if (ReferenceEquals(this, obj)) return true;
            if (obj is not Map other || Count != other.Count) return false;
            foreach (var (key, value) in this)
                if (!other.TryGetValue(key, out var theirs) || theirs != value) return false;
            return true;
        }

        public override int GetHashCode()
        {
            var hash = Count;
            foreach (var (key, value) in this) hash ^= HashCode.Combine(key, value);
            return hash;
        }
    }
}
