using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Filters compose; a pick is from the list; round robin is exact; at most half are out.</summary>
public sealed class BalancingLaws
{
    static readonly Config config = Config.QuickThrowOnFailure.WithMaxTest(300);

    static readonly Gen<Node[]> lists =
        from ids in Gen.Choose(0, 11).ArrayOf().Resize(12)
        from version in Gen.Elements("v1", "v2")
        from weight in Gen.Elements("0", "1", "50", "100", "700")
        select ids.Distinct().Select(id => Nodes.Of($"n{id}", id % 2 == 0 ? version : "v1", ("zone", $"z{id % 3}"), ("weight", id % 4 == 0 ? weight : "100"))).ToArray();

    static readonly Gen<NodeFilter> filters = Gen.Elements(NodeFilter.All, NodeFilter.Version("v1"), NodeFilter.Version("v2"), NodeFilter.Metadata("zone", "z1"), NodeFilter.ZoneFirst("z2"),
        NodeFilter.Subset("me", 3), NodeFilter.KratosSubset("me", 2), NodeFilter.Where(static _ => false), static nodes => [.. nodes.Reverse()]);

    static readonly Arbitrary<(Node[] List, NodeFilter A, NodeFilter B, NodeFilter C)> cases =
        Arb.From(from list in lists from a in filters from b in filters from c in filters select (list, a, b, c));

    [Fact]
    public void Filters_are_a_monoid_under_then() => Prop.ForAll(cases, one =>
        Same(one.List, (one.A >> one.B) >> one.C, one.A >> (one.B >> one.C)) && Same(one.List, NodeFilter.All >> one.A, one.A) && Same(one.List, one.A >> NodeFilter.All, one.A)).Check(config);

    [Fact]
    public void Filters_are_a_monoid_under_else() => Prop.ForAll(cases, one =>
        Same(one.List, (one.A | one.B) | one.C, one.A | (one.B | one.C))
        && Same(one.List, NodeFilter.Where(static _ => false) | one.A, one.A) && Same(one.List, one.A | NodeFilter.Where(static _ => false), one.A)).Check(config);

    [Fact]
    public void Round_robin_gives_each_its_weight_in_every_period() => Prop.ForAll(Arb.From(Gen.Choose(1, 9).NonEmptyListOf().Resize(7)), weights =>
    {
        var balancer = Balancing.RoundRobin.Over(new VirtualTime(), [.. weights.Select((weight, n) => Nodes.Weighing($"n{n}", $"{weight}"))]);
        for (var period = 0; period < 3; period++)
            if (balancer.Counts(weights.Sum()) is var counts && !weights.Select((weight, n) => counts[$"n{n}"] == weight).All(static right => right)) return false;
        return true;
    }).Check(config);

    [Fact]
    public void A_pick_is_always_from_the_list_and_never_more_than_half_of_those_that_serve_are_out()
    {
        var (picks, outs) = (0, 0);
        var runs = from balancing in Gen.Elements(Balancing.PowerOfTwo, Balancing.RoundRobin, Balancing.Random, Balancing.Hash(Nodes.Key))
                   from filter in filters
                   from steps in (from list in lists from kind in Gen.Choose(0, 9) from number in Gen.Choose(0, 40) select (List: list, Kind: kind, Number: number)).ArrayOf().Resize(40)
                   select (Balancing: balancing with { Filter = filter, Ejection = Ejection.Default with { After = 2 } }, Filter: filter, Steps: steps);
        Prop.ForAll(Arb.From(runs), run =>
        {
            var time = new VirtualTime();
            var balancer = run.Balancing.Over(time, []);
            Node[] serving = [];
            foreach (var (list, kind, number) in run.Steps)
            {
                if (kind < 2)
                {
                    balancer.Update(list);
                    serving = [.. run.Filter(list)];
                    serving = serving.Any(static node => node.Weight > 0) ? [.. serving.Where(static node => node.Weight > 0)] : serving;
                }
                else if (kind == 2) time.AdvanceBy(number.Seconds);
                else
                {
                    for (var i = 0; i < number; i++)
                    {
                        var picked = balancer.Pick(Nodes.Keyed($"{i}"));
                        if (picked.IsFail != (serving.Length == 0)) return false;
                        if (picked.IsFail) break;
                        picks++;
                        if (!serving.Contains(picked.Value.Node)) return false;
                        picked.Value.Done(picked.Value.Node.Address[1] % 5 < kind - 3 ? Error.Unavailable("DOWN", "") : Fin<Unit>.Succ(Unit.Default));
                    }
                }

                var away = balancer.Status.Count(one => one.Out.IsSome && serving.Contains(one.Node));
                outs += away;
                if (away > serving.Length / 2) return false;
            }

            return true;
        }).Check(config);
        Assert.True(picks > 10_000 && outs > 500, $"the runs were too tame: {picks} picks, {outs} out");
    }

    static bool Same(Node[] list, NodeFilter a, NodeFilter b) => a(list).SequenceEqual(b(list));
}
