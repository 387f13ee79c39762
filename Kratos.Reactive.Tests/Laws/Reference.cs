namespace Kratos.Reactive.Tests;

/// <summary>What a tree does, worked out from the laws without a loop, a stack or a clock: a second opinion on the engine.</summary>
/// <remarks>An instant is a tick and, below it, an order: what is told to stop by something is told just after it, and after all that the parts of both did in the same tick.</remarks>
static partial class Reference
{
    const int Order = 24;

    internal static long Scale(long ticks) => ticks << Order;

    internal static Doings Run(Tree tree, long? stopAt)
    {
        var stop = stopAt is { } at ? Scale(at) : Place.Never;
        var end = Work(tree, 0, new Place(stop, stop, false, Place.Never));
        return Doings.Of(end.End, end.At >> Order, end.Log.Select(static one => (one.At >> Order, one.What)));
    }

    static long After(Tree tree) => 1L << (4 * tree.Height);

    static Out Ended(Fin<int> end, long at) => new(end, at, []);

    static Out Work(Tree tree, long at, Place place) => place.Halted(at) ? Ended(Error.Cancelled, at) : Step(tree, at, place);

    static Out Step(Tree tree, long at, Place place) => tree switch
    {
        Tree.Pure(var value) => Ended(value, at),
        Tree.Fail(var reason) => Ended(Error.Conflict(reason, ""), at),
        Tree.Throw => Ended(Error.Internal("PANIC", ""), at),
        Tree.Say(var id) => Ended(id, at).Says(at, $"said {id}"),
        Tree.Sleep(var ticks) => Wait(1, ticks, at, place),
        Tree.Delay(var ticks) => Wait(1, ticks, at, place),
        Tree.Map(var of) => Plus(Work(of, at, place), 1),
        Tree.Bind(var first, var next) => Both(first, next, at, place),
        Tree.Query(var first, var next) => Both(first, next, at, place),
        Tree.Then(var first, var next) => Work(first, at, place) is var one && one.IsFail ? one : one.Then(Work(next, one.At, place)),
        Tree.Else(var of, var otherwise) => Handled(Work(of, at, place), place, static _ => true, (_, then) => Work(otherwise, then, place)),
        Tree.Catch(var of, var reason, var otherwise) => Handled(Work(of, at, place), place, error => error.Reason == reason, (_, then) => Work(otherwise, then, place)),
        Tree.IfFail(var of) => Handled(Work(of, at, place), place, static _ => true, static (_, then) => Ended(-1, then)),
        Tree.MapFail(var of) => Handled(Work(of, at, place), place, static _ => true, static (_, then) => Ended(Error.Conflict("MAPPED", ""), then)),
        Tree.Finally(var of, var after) => Released(Work(of, at, place), after),
        Tree.Bracket(var acquire, var use, var release) => Bracket(Work(acquire, at, place with { Masked = true }), use, release, place),
        Tree.Mask(var of) => Work(of, at, place with { Masked = true }),
        Tree.Retry(var of, var times, var wait) => Again(of, times, wait, at, place, static end => end.IsFail),
        Tree.Repeat(var of, var times, var wait) => Again(of, times, wait, at, place, static end => end.IsSucc),
        Tree.Timeout(var of, var after, var grace) => Timeout(of, Scale(after), Scale(grace), at, place),
        Tree.All(var of) => All(of, at, place, After(tree)),
        Tree.Any(var of) => Any(of, at, place, After(tree)),
        Tree.Forked(var beside, var body, var joined) => Forked(beside, body, joined, at, place.Child(Place.Never), After(tree)),
        Tree.Async(var first, var next, var id) => Async(first, next, at, place) is var all ? Returned(all.Says(all.At, $"said {id}"), place) : null!,
        Tree.AsyncCatch(var of, var otherwise) => Returned(Awaited(of, at, place) is var one && one.IsFail ? one.Then(Awaited(otherwise, one.At, place)) : one, place),
        _ => throw new ArgumentOutOfRangeException(nameof(tree), tree, "no such tree"),
    };

    static Out Wait(int value, long ticks, long at, Place place) =>
        place.Leaf <= at ? Ended(Error.Cancelled, at) : at + Scale(ticks) > place.Leaf ? Ended(Error.Cancelled, place.Leaf) : Ended(value, at + Scale(ticks));

    static Out Plus(Out one, int more) => one with { End = one.End.Map(n => n + more) };

    static Out Both(Tree first, Tree next, long at, Place place) => Work(first, at, place) is var one && one.IsFail ? one : one.Then(Plus(Work(next, one.At, place), one.End.Value));

    static Out Handled(Out one, Place place, Func<Error, bool> when, Func<Error, long, Out> then) =>
        one.IsFail && !place.Halted(one.At) && when(one.End.Error) ? one.Then(then(one.End.Error, one.At)) : one;

    static Out Released(Out one, Tree after)
    {
        var release = Work(after, one.At, Place.Releasing(one.At));
        var both = one.Then(release) with { End = one.End };
        return release.IsFail ? both.Joined(release.End.Error) : both;
    }

    static Out Bracket(Out acquired, Tree use, Tree release, Place place)
    {
        if (acquired.IsFail) return acquired;
        return Released(acquired.Then(Plus(Work(use, acquired.At, place), acquired.End.Value)), release);
    }

    static Out Again(Tree of, int times, long wait, long at, Place place, Func<Fin<int>, bool> more)
    {
        var all = Work(of, at, place);
        for (var n = 0; n < times && more(all.End); n++)
        {
            if (all.IsFail && (place.Halted(all.At) || all.At >= place.Leaf || all.End.Error.Is(Error.Cancelled))) return all;
            var waited = place.Halted(all.At) ? Ended(Error.Cancelled, all.At) : Wait(0, wait, all.At, place);
            all = all.Then(waited.IsFail ? waited : waited.Then(Work(of, waited.At, place)));
            if (waited.IsFail) return all;
        }

        return all;
    }

    // An async method steps once more when it returns; what it awaits is looked at after its frame is on the stack, unless that is protected.
    static Out Returned(Out one, Place place) => !one.IsFail && place.Halted(one.At) ? one with { End = Error.Cancelled } : one;

    static Out Awaited(Tree tree, long at, Place place) => tree is Tree.Mask ? Step(tree, at, place) : Work(tree, at, place);

    static Out Async(Tree first, Tree next, long at, Place place) =>
        Awaited(first, at, place) is var one && one.IsFail ? one : one.Then(Plus(Awaited(next, one.At, place), one.End.Value));
}
