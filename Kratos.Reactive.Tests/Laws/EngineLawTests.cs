using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class EngineLawTests
{
    // The same trees each time; another seed finds others. Half a million agree.
    const ulong Seed = 20260101, Gamma = 9876543211;
    const int Runs = 10_000;

    [Fact]
    public void The_engine_does_what_the_laws_say_with_any_effect_whenever_the_caller_leaves()
    {
        var (told, ties, kinds) = (0, 0, new HashSet<Type>());
        var runs = from tree in Trees.All from stop in Trees.Stops select (tree, stop);
        Prop.ForAll(Arb.From(runs), run =>
        {
            Doings expected;
            try
            {
                expected = Reference.Run(run.tree, run.stop);
            }
            catch (Tie)
            {
                ties++;
                return true;
            }

            foreach (var part in run.tree.Everything) kinds.Add(part.GetType());
            if (run.stop is { } stop && stop < expected.At) told++;
            var seen = TreeEff.Run(run.tree, run.stop);
            return seen == expected ? true : throw new Xunit.Sdk.XunitException($"expected {expected.End} at {expected.At}\n{string.Join('\n', expected.Log)}\nsaw {seen.End} at {seen.At}\n{string.Join('\n', seen.Log)}\nof {run}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(Seed, Gamma));
        Assert.True(told > Runs / 20 && ties < Runs / 10, $"too tame: {told} were left while they ran, {ties} were not compared");
        Assert.Equal(typeof(Tree).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Count(type => type.BaseType == typeof(Tree)), kinds.Count);
    }
}
