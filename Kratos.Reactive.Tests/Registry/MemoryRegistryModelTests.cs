using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>The memory registry against a model: a sorted dictionary a service, and for each subscriber the distinct snapshots since it came.</summary>
public sealed class MemoryRegistryModelTests
{
    static readonly string[] names = ["shop", "bank"];

    static readonly Gen<Step> steps = Gen.Frequency(
        (4, from name in Gen.Elements(names) from id in Gen.Choose(0, 4) from version in Gen.Choose(1, 2) select (Step)new Step.Register(new($"{id}", name, $"v{version}"))),
        (3, from name in Gen.Elements(names) from id in Gen.Choose(0, 4) select (Step)new Step.Deregister(new($"{id}", name, "v0"))),
        (2, from name in Gen.Elements(names) select (Step)new Step.Subscribe(name)),
        (1, from which in Gen.Choose(0, 9) select (Step)new Step.Leave(which)));

    [Fact]
    public void A_thousand_random_interleavings_tell_each_subscriber_the_distinct_snapshots_since_it_came()
    {
        var (told, left) = (0, 0);
        Prop.ForAll(Arb.From(steps.ArrayOf().Resize(60)), run => Agrees(run, ref told, ref left)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Assert.True(told > 5_000 && left > 500, $"the interleavings were too tame: {told} snapshots, {left} left");
    }

    static bool Agrees(Step[] run, ref int told, ref int left)
    {
        var time = new VirtualTime();
        var registry = Registry.Memory();
        var model = names.ToDictionary(name => name, _ => new SortedDictionary<string, ServiceInstance>(StringComparer.Ordinal));
        var watchers = new List<Watcher>();

        foreach (var step in run)
        {
            switch (step)
            {
                case Step.Register(var one):
                    model[one.Name][one.Id] = one;
                    time.Run(registry.Register(one)).End.ThrowIfFail();
                    break;
                case Step.Deregister(var one):
                    model[one.Name].Remove(one.Id);
                    time.Run(registry.Deregister(one)).End.ThrowIfFail();
                    break;
                case Step.Subscribe(var name):
                    watchers.Add(new(name, Seen.Of(registry.Watch(name)), []));
                    break;
                case Step.Leave(var which) when which < watchers.Count && !watchers[which].Left:
                    watchers[which].Seen.Dispose();
                    watchers[which].Left = true;
                    left++;
                    break;
            }

            foreach (var watcher in watchers.Where(watcher => !watcher.Left))
            {
                ServiceInstance[] present = [.. model[watcher.Name].Values];
                if (watcher.Expected is not [.., var last] || !last.SequenceEqual(present)) watcher.Expected.Add(present);
            }

            if (!names.All(name => time.Run(registry.GetService(name)).Value.SequenceEqual(model[name].Values))) return false;
        }

        told += watchers.Sum(watcher => watcher.Expected.Count);
        var same = watchers.All(watcher => watcher.Seen.All.Count == watcher.Expected.Count && watcher.Seen.All.Zip(watcher.Expected, (seen, expected) => seen.SequenceEqual(expected)).All(agree => agree));
        foreach (var watcher in watchers) watcher.Seen.Dispose();
        foreach (var one in model.Values.SelectMany(all => all.Values)) time.Run(registry.Deregister(one)).End.ThrowIfFail();
        return same && registry.IsEmpty;
    }

    sealed record Watcher(string Name, Seen Seen, List<ServiceInstance[]> Expected)
    {
        internal bool Left { get; set; }
    }

    abstract record Step
    {
        internal sealed record Register(ServiceInstance Instance) : Step;
        internal sealed record Deregister(ServiceInstance Instance) : Step;
        internal sealed record Subscribe(string Name) : Step;
        internal sealed record Leave(int Which) : Step;
    }
}
