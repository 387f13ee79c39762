using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive;

/// <summary>A read-only list that is equal to another when their items are, in order. Collection expressions make one: <c>ValueList&lt;int&gt; list = [1, 2];</c></summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Of))]
public sealed class ValueList<T> : ReadOnlyCollection<T>
{
    internal ValueList(T[] items) : base(items) { }

    /// <summary>The list without items.</summary>
    public static new ValueList<T> Empty { get; } = new([]);

    /// <summary>True when <paramref name="obj"/> is a <see cref="ValueList{T}"/> with equal items in the same order.</summary>
    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is ValueList<T> other && Count == other.Count && this.SequenceEqual(other));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in this) hash.Add(item);
        return hash.ToHashCode();
    }
}

/// <summary>Makes value-equal lists.</summary>
public static class ValueList
{
    /// <summary>A value-equal copy of <paramref name="items"/>; null reads as empty.</summary>
    public static ValueList<T> From<T>(IEnumerable<T>? items) => items switch
    {
        null => ValueList<T>.Empty,
        ValueList<T> already => already,
        _ => [.. items],
    };

    /// <summary>A value-equal list of <paramref name="items"/>.</summary>
    public static ValueList<T> Of<T>(params ReadOnlySpan<T> items) => items.IsEmpty ? ValueList<T>.Empty : new(items.ToArray());
}
