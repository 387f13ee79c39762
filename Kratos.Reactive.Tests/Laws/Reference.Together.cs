namespace Kratos.Reactive.Tests;

static partial class Reference
{
    static Out Timeout(Tree of, long after, long grace, long at, Place place)
    {
        var due = Math.Min(at + after, place.Due);
        if (due <= at) return Ended(Error.TimedOut, at);
        var child = Work(of, at, place.Child(due) with { Due = due });
        if (child.At < due) return child;
        if (due == place.Due) throw new Tie();
        if (grace > 0 && child.At <= due + grace) return child with { End = child.IsFail && !IsSaid(child) ? Error.TimedOut.And(child.End.Error) : Error.TimedOut };
        return (IsSaid(child) ? child : Unheard(child, child.At)) with { End = Error.TimedOut, At = due + grace };
    }

    // It says what is said already.
    static bool IsSaid(Out one) => one.IsFail && one.End.Error.Is(Error.TimedOut) && one.End.Error.Others.Count == 0;

    static Out Unheard(Out one, long at) =>
        one.IsFail && !one.End.Error.Is(Error.Cancelled) ? one.Says(at, $"unhandled {Doings.Text(one.End.Error)}") : one;

    static Out All(ValueList<Tree> of, long at, Place place, long after)
    {
        var (all, _, _) = Crowd(of, at, place, after, static end => end.IsFail);
        return Ended(all.Any(static one => one.IsFail) ? Joined(all, of, at, place) : all.Sum(static one => one.End.Value), Last(all)) with { Log = Logs(all) };
    }

    static Out Any(ValueList<Tree> of, long at, Place place, long after)
    {
        var (all, winner, told) = Crowd(of, at, place, after, static end => end.IsSucc);
        if (winner < 0) return Ended(Joined(all, of, at, place), Last(all)) with { Log = Logs(all) };
        var one = all[winner] with { At = Last(all), Log = Logs(all) };
        Error[] late = [.. all.Where((other, n) => told[n] && other.IsFail && !other.End.Error.Is(Error.Cancelled)).Select(static other => other.End.Error)];
        return late.Length == 0 ? one : Unheard(one with { End = late.Aggregate(static (a, b) => a.And(b)) }, one.At) with { End = one.End };
    }

    // The first that decides stops the others: those that began before it just after it, those after it at once.
    static (Out[] All, int Decided, bool[] Told) Crowd(ValueList<Tree> of, long at, Place place, long after, Func<Fin<int>, bool> decides)
    {
        var alone = of.Select(tree => Work(tree, at, place.Child(Place.Never))).ToArray();
        var atOnce = of.Select(tree => EndsAtOnce(tree, at, place)).ToArray();
        (long, int) Turn(int n) => atOnce[n] ? (at, n) : (alone[n].At, of.Count);
        var decided = Enumerable.Range(0, of.Count).Where(n => decides(alone[n].End)).OrderBy(Turn).FirstOrDefault(-1);
        if (decided < 0) return (alone, -1, []);
        var when = alone[decided].At;
        if (place.IsProtected && of.Count > 1 && SameTick(when, place.Leaf)) throw new Tie();
        var told = alone.Select((_, n) => Turn(n).CompareTo(Turn(decided)) > 0 || (n != decided && Turn(n) == Turn(decided))).ToArray();
        return ([.. alone.Select((one, n) => told[n] ? Work(of[n], at, place.Child(atOnce[decided] && n > decided ? at : when + after)) : one)], decided, told);
    }

    // It ends as soon as it begins: not because it was told to stop, if that was later in the same instant.
    static bool EndsAtOnce(Tree tree, long at, Place place) =>
        SameTick(Work(tree, at, (place.Leaf > at ? place with { Leaf = Place.Never, Halt = Place.Never } : place).Child(Place.Never)).At, at);

    static bool SameTick(long one, long other) => one >> Order == other >> Order;

    static Error Joined(Out[] all, ValueList<Tree> of, long at, Place place) => all
        .Select((one, n) => (one.End, At: EndsAtOnce(of[n], at, place) ? at : one.At))
        .Where(static one => one.End.IsFail)
        .OrderBy(static one => one.At)
        .Select(static one => one.End.Error)
        .Aggregate(static (a, b) => a.And(b));

    static long Last(IEnumerable<Out> all) => all.Max(static one => one.At);

    static ValueList<(long, string)> Logs(IEnumerable<Out> all) => [.. all.SelectMany(static one => one.Log)];

    // A fork that fails unheard cuts the run; the run ends when the fork, told to stop, has.
    static Out Forked(Tree beside, Tree body, bool joined, long at, Place place, long after)
    {
        var fork = Work(beside, at, place.Child(Place.Never));
        var atOnce = EndsAtOnce(beside, at, place);
        var loud = fork.IsFail && !(fork.End.Error.Is(Error.Cancelled) && fork.At >= place.Leaf);
        var inside = loud ? place.Cut(atOnce ? at : fork.At + after) : place;
        var run = Work(body, at, inside);
        var heard = false;
        if (joined && !run.IsFail) (run, heard) = Join(run, fork, inside, place.Leaf, atOnce || fork.At <= run.At);
        var over = atOnce || fork.At <= run.At;
        if (!over) fork = Work(beside, at, place.Child(run.At + after));
        var failed = fork.IsFail && !heard && (over ? loud : !fork.End.Error.Is(Error.Cancelled));
        if (place.IsProtected && place.Leaf > at && place.Leaf >> Order <= Math.Max(run.At, fork.At) >> Order) throw new Tie();
        var all = run with { At = Math.Max(run.At, fork.At), Log = [.. run.Log, .. fork.Log] };
        return failed ? all.Joined(fork.End.Error) : all;
    }

    static (Out Run, bool Heard) Join(Out run, Out fork, Place inside, long leaf, bool over)
    {
        if (inside.Halted(run.At)) return (run with { End = Error.Cancelled }, false);
        if (!over && leaf <= fork.At) return (run with { End = Error.Cancelled, At = leaf }, false);
        return (run with { End = fork.End.Map(n => n + run.End.Value), At = Math.Max(run.At, fork.At) }, !over);
    }
}
