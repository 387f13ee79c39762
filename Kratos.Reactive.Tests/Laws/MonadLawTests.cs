using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Two ways to write the same thing do the same, at the same instants, whenever the caller leaves.</summary>
public sealed class MonadLawTests
{
    [Fact]
    public void A_value_bound_to_a_function_is_the_function_of_the_value() => Same(
        (one, a, _, _) => SuccessEff(7).Bind(n => one.Build(a).Map(m => n + m)),
        (one, a, _, _) => one.Build(a).Map(static m => 7 + m));

    // Told to stop, a protected part still gives its value, and nothing after it is begun: hence the effects that run undisturbed.
    [Fact]
    public void An_effect_bound_to_the_giving_of_its_value_is_that_effect() => Same(
        (one, a, _, _) => one.Build(a).Bind(SuccessEff),
        (one, a, _, _) => one.Build(a),
        undisturbed: true);

    [Fact]
    public void Binding_is_associative() => Same(
        (one, a, b, c) => one.Build(a).Bind(n => one.Build(b).Map(m => n + m)).Bind(n => one.Build(c).Map(m => n + m)),
        (one, a, b, c) => one.Build(a).Bind(n => one.Build(b).Map(m => n + m).Bind(m => one.Build(c).Map(k => m + k))));

    [Fact]
    public void Then_is_associative() => Same(
        (one, a, b, c) => one.Build(a) >> one.Build(b) >> one.Build(c),
        (one, a, b, c) => one.Build(a) >> (one.Build(b) >> one.Build(c)));

    [Fact]
    public void Mapping_twice_is_mapping_the_composition() => Same(
        (one, a, _, _) => one.Build(a).Map(static n => n + 1).Map(static n => n * 3),
        (one, a, _, _) => one.Build(a).Map(static n => (n + 1) * 3));

    [Fact]
    public void A_query_is_its_binds() => Same(
        (one, a, b, c) => from n in one.Build(a) from m in one.Build(b) from k in one.Build(c) select (n * 100) + (m * 10) + k,
        (one, a, b, c) => one.Build(a).Bind(n => one.Build(b).Bind(m => one.Build(c).Map(k => (n * 100) + (m * 10) + k))));

    [Fact]
    public void An_async_method_is_its_binds_where_nobody_tells_it_to_stop()
    {
        static async Eff<int> Steps(Eff<int> a, Eff<int> b)
        {
            var n = await a;
            return n + await b;
        }

        Same((one, a, b, _) => Steps(one.Build(a), one.Build(b)), (one, a, b, _) => one.Build(a).Bind(n => one.Build(b).Map(m => n + m)), undisturbed: true);
    }

    [Fact]
    public void Else_is_associative() => Same(
        (one, a, b, c) => (one.Build(a) | one.Build(b)) | one.Build(c),
        (one, a, b, c) => one.Build(a) | (one.Build(b) | one.Build(c)));

    [Fact]
    public void A_failure_goes_past_whatever_was_to_follow() => Same(
        (one, a, b, c) => FailEff<int>(Error.Conflict("X", "")).Bind(_ => one.Build(a)).Map(static n => n + 1) >> one.Build(b) >> one.Build(c),
        (_, _, _, _) => FailEff<int>(Error.Conflict("X", "")));

    [Fact]
    public void Else_is_the_first_where_the_first_succeeds()
    {
        var succeeded = 0;
        Prop.ForAll(Arb.From(from a in Trees.All from b in Trees.All from stop in Trees.Stops select (a, b, stop)), all =>
        {
            var first = TreeEff.Run(all.a, all.stop);
            if (!int.TryParse(first.End, out _)) return true;
            succeeded++;
            return TreeEff.Run(one => one.Build(all.a) | one.Build(all.b), all.stop) == first
                && TreeEff.Run(one => one.Build(all.a) | @catch(_ => one.Build(all.b)), all.stop) == first
                && TreeEff.Run(one => one.Build(all.a).IfFailEff(_ => one.Build(all.b)), all.stop) == first;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.True(succeeded > 100, $"too tame: {succeeded} succeeded");
    }

    [Fact]
    public void Building_an_effect_does_nothing() => Prop.ForAll(Arb.From(Trees.All), TreeEff.IsQuietUntilRun).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Running_a_value_twice_does_everything_twice() => Prop.ForAll(Arb.From(Trees.All), tree =>
    {
        var once = TreeEff.Run(tree, null);
        var (first, second) = TreeEff.Twice(tree);
        return first == once && second == once;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    static void Same(Func<TreeEff, Tree, Tree, Tree, Eff<int>> left, Func<TreeEff, Tree, Tree, Tree, Eff<int>> right, bool undisturbed = false) =>
        Prop.ForAll(Arb.From(from a in Trees.All from b in Trees.All from c in Trees.All from stop in Trees.Stops select (a, b, c, stop)), all =>
        {
            var stop = undisturbed ? null : all.stop;
            return TreeEff.Run(one => left(one, all.a, all.b, all.c), stop) == TreeEff.Run(one => right(one, all.a, all.b, all.c), stop);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
