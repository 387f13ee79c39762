using System.Collections.Immutable;

namespace Kratos.Reactive;

/// <summary>One service in a <see cref="MemoryRegistry"/>: who is there, sorted by id, and who watches. Immutable.</summary>
sealed class Watched
{
    internal static readonly Watched Nobody = new(ValueList<ServiceInstance>.Empty, []);

    Watched(ValueList<ServiceInstance> instances, ImmutableArray<MemoryWatcher> watchers) => (Instances, Watchers) = (instances, watchers);

    internal ValueList<ServiceInstance> Instances { get; }

    internal ImmutableArray<MemoryWatcher> Watchers { get; }

    internal bool IsUnused => Instances.Count == 0 && Watchers.IsEmpty;

    internal Watched With(MemoryWatcher watcher) => new(Instances, Watchers.Add(watcher));

    internal Watched Without(MemoryWatcher watcher) => Watchers.Contains(watcher) ? new(Instances, Watchers.Remove(watcher)) : this;

    internal Watched With(ServiceInstance instance)
    {
        var (place, found) = Find(instance.Id);
        if (found && Instances[place].Equals(instance)) return this;
        return new([.. Instances.Take(place), instance, .. Instances.Skip(found ? place + 1 : place)], Watchers);
    }

    internal Watched Without(ServiceInstance instance)
    {
        var (place, found) = Find(instance.Id);
        return found ? new([.. Instances.Take(place), .. Instances.Skip(place + 1)], Watchers) : this;
    }

    (int Place, bool Found) Find(string id)
    {
        var (low, high) = (0, Instances.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(Instances[middle].Id, id) < 0) low = middle + 1;
            else high = middle;
        }

        return (low, low < Instances.Count && Instances[low].Id == id);
    }
}
