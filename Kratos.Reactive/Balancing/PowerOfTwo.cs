namespace Kratos.Reactive;

/// <summary>Draws two nodes and takes the one that is clearly more welcome (see <see cref="Load"/>), or else the first, unless the other has not been picked for too long.</summary>
/// <remarks>Source: Go Kratos <c>selector/p2c</c> (3 s). The first is drawn by weight, so that nodes which are all alike have their shares.</remarks>
sealed class PowerOfTwo : Chooser
{
    const double Clearly = 1.1;     // smaller differences are noise
    const long Forgotten = 3 * TimeSpan.TicksPerSecond;
    const int AtMostOneIn = 20;     // picks that go to the less welcome one, however few there are

    readonly Member[] members;
    readonly double[] capacities;
    readonly WeightedDraw draw;

    internal PowerOfTwo(Member[] members, Random random)
    {
        (this.members, draw) = (members, new(members, random));
        var average = members.Average(static one => (double)one.Share);
        capacities = Array.ConvertAll(members, one => one.Share / average);
    }

    internal override Fin<Member> Choose(in PickTurn turn)
    {
        var one = draw.Next(turn);
        if (members.Length == 1) return members[one];
        var other = draw.Other(one, turn);
        var (first, second) = (members[one], members[other]);
        var (better, worse) = second.Load.Weight(turn.Now, capacities[other]) > first.Load.Weight(turn.Now, capacities[one]) * Clearly ? (second, first) : (first, second);
        return IsForgotten(worse.Load.Picked, better.Load.Picked, turn.Now) ? worse : better;
    }

    // Where calls are few nobody is picked often: then it takes much longer than the better one has waited.
    static bool IsForgotten(long worse, long better, long now) => better != Load.Never
        && (worse == Load.Never || (now - worse > Forgotten && (now - worse) / AtMostOneIn > now - better));
}
