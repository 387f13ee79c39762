using System.Collections.Concurrent;

namespace Kratos.Reactive;

/// <summary>Remembers what a selector decided for an operation. A server's chain sees one operation only, a client's those of the services it calls; names beyond the first 1,024 are decided again each time.</summary>
sealed class Decisions(Selector selector)
{
    const int Most = 1024;

    readonly ConcurrentDictionary<string, Decision> known = new(StringComparer.Ordinal);
    Decision? last;
    int count;

    internal bool Of(Operation operation)
    {
        var name = operation.Name ?? "";
        if (Volatile.Read(ref last) is { } seen && ReferenceEquals(seen.Name, name)) return seen.Selected;
        var found = known.TryGetValue(name, out var before) ? before : Decide(operation, name);
        Volatile.Write(ref last, found);
        return found.Selected;
    }

    Decision Decide(Operation operation, string name)
    {
        var made = new Decision(name, selector.Selects(operation));
        if (Volatile.Read(ref count) < Most && known.TryAdd(name, made)) Interlocked.Increment(ref count);
        return made;
    }

    sealed record Decision(string Name, bool Selected);
}
