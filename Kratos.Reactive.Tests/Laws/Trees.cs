using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Random trees. Spans are so fine (a tick in twenty seconds) that two things hardly ever meet in one instant.</summary>
static class Trees
{
    static readonly Gen<long> spans = from ticks in Gen.Choose(1, 200_000_000) select (long)ticks;
    static readonly Gen<string> reasons = Gen.Elements("A", "B");
    static readonly Gen<int> ids = Gen.Choose(0, 9);

    static readonly Gen<Tree> leaves = Gen.Frequency(
        (3, from value in ids select (Tree)new Tree.Pure(value)),
        (2, from reason in reasons select (Tree)new Tree.Fail(reason)),
        (1, Gen.Constant((Tree)new Tree.Throw())),
        (3, from id in ids select (Tree)new Tree.Say(id)),
        (5, from ticks in spans select (Tree)new Tree.Sleep(ticks)),
        (2, from ticks in spans select (Tree)new Tree.Delay(ticks)));

    internal static Gen<Tree> All { get; } = Gen.Sized(size => Of(Math.Min(4, 1 + (size / 15))));

    /// <summary>An instant at which the caller leaves, or none.</summary>
    internal static Gen<long?> Stops { get; } = Gen.Frequency((2, from ticks in spans select (long?)ticks), (1, Gen.Constant((long?)null)));

    static Gen<Tree> Of(int depth)
    {
        if (depth == 0) return leaves;
        var part = Of(depth - 1);
        var parts = from count in Gen.Choose(1, 3) from all in part.ListOf(count) select ValueList.From(all);
        return Gen.Frequency(
            (4, leaves),
            (1, from of in part select (Tree)new Tree.Map(of)),
            (2, from a in part from b in part select (Tree)new Tree.Bind(a, b)),
            (2, from a in part from b in part select (Tree)new Tree.Then(a, b)),
            (2, from a in part from b in part select (Tree)new Tree.Query(a, b)),
            (2, from a in part from b in part select (Tree)new Tree.Else(a, b)),
            (1, from a in part from reason in reasons from b in part select (Tree)new Tree.Catch(a, reason, b)),
            (1, from of in part select (Tree)new Tree.IfFail(of)),
            (1, from of in part select (Tree)new Tree.MapFail(of)),
            (2, from a in part from b in part select (Tree)new Tree.Finally(a, b)),
            (2, from a in part from b in part from c in part select (Tree)new Tree.Bracket(a, b, c)),
            (1, from of in part select (Tree)new Tree.Mask(of)),
            (1, from of in part from times in Gen.Choose(0, 2) from wait in spans select (Tree)new Tree.Retry(of, times, wait)),
            (1, from of in part from times in Gen.Choose(0, 2) from wait in spans select (Tree)new Tree.Repeat(of, times, wait)),
            (2, from of in part from after in spans from grace in Gen.OneOf(spans, Gen.Constant(0L)) select (Tree)new Tree.Timeout(of, after, grace)),
            (2, from of in parts select (Tree)new Tree.All(of)),
            (2, from of in parts select (Tree)new Tree.Any(of)),
            (3, from a in part from b in part from joined in Gen.Elements(true, false) select (Tree)new Tree.Forked(a, b, joined)),
            (2, from a in part from b in part from id in ids select (Tree)new Tree.Async(a, b, id)),
            (1, from a in part from b in part select (Tree)new Tree.AsyncCatch(a, b)));
    }
}
