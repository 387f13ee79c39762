namespace Kratos.Reactive;

/// <summary>What is known of a node from its calls. Instants and spans are in ticks of 100 ns since the balancer was made. Reading it and beginning a call never wait; only ends take turns.</summary>
/// <remarks>Source of the constants: Go Kratos <c>selector/node/ewma</c>. What differs is in <c>Decisions/31-balancing.md</c>.</remarks>
sealed class Load(long joined)
{
    internal const long Never = long.MinValue;

    const double Tau = 600 * TimeSpan.TicksPerMillisecond;       // how fast the past is forgotten
    const double Offset = 5 * TimeSpan.TicksPerMillisecond;      // so that differences of microseconds decide nothing
    const double Penalty = 100_000;                              // the load of a node that nobody has seen answer: that of one which takes 10 s
    const double MostLost = 0.5;                                 // the part of the success that one failure takes at most
    const int CountBits = 16, SumBits = 64 - CountBits;

    readonly Lock gate = new();
    long flying;                // calls in flight, in the low bits; above, the sum of their starts, of which the highest bits are not needed to tell the sum of their ages
    long picked = Never;
    double lag;                 // 0: no call has ended
    double success = 1;
    long stamp = joined;        // of the last end

    internal int InFlight => (int)(Volatile.Read(ref flying) & ((1L << CountBits) - 1));

    internal double Success => Volatile.Read(ref success);

    internal double Lag => Volatile.Read(ref lag);

    internal long Picked => Volatile.Read(ref picked);

    internal void Begin(long now)
    {
        Interlocked.Add(ref flying, (now << CountBits) + 1);
        Volatile.Write(ref picked, now);
    }

    /// <summary>The call is over, and says nothing about the node.</summary>
    internal void End(long start) => Interlocked.Add(ref flying, -((start << CountBits) + 1));

    /// <summary>A call that took from <paramref name="start"/> to <paramref name="now"/> was answered, or failed by the node's fault.</summary>
    internal void Learn(bool answered, long start, long now)
    {
        lock (gate)
        {
            var kept = Math.Exp(-Math.Max(0, now - stamp) / Tau);
            var took = Math.Max(1, now - start);
            Volatile.Write(ref lag, lag == 0 ? took : (lag * kept) + (took * (1 - kept)));
            Volatile.Write(ref success, answered ? 1 - ((1 - success) * kept) : success * Math.Max(kept, MostLost));
            stamp = Math.Max(stamp, now);
        }
    }

    /// <summary>How welcome the next call is: success by load. (On Go Kratos' scale: 100 for a node that nobody has called, 1,994 for one that takes 20 ms.)</summary>
    /// <param name="now">The instant.</param>
    /// <param name="capacity">The weight of the node as a part of the average one: one of capacity 2 bears twice as many calls at once.</param>
    internal double Weight(long now, double capacity) => Math.Max(Success, 0.001) * 1e7 / Expected(now, capacity);

    double Expected(long now, double capacity)
    {
        var word = Volatile.Read(ref flying);
        var count = word & ((1L << CountBits) - 1);
        var crowd = 1 + (count / capacity);
        var latency = Lag;
        if (latency == 0) return Penalty * crowd;
        if (count > 0)
        {
            // The sum of the ages of those in flight. A node that does not answer looks slow before it has.
            var ages = (((count * now) - (word >> CountBits)) << CountBits) >>> CountBits;
            if (ages >> (SumBits - 1) == 0) latency = Math.Max(latency, (double)ages / count);       // else a call began after now: there is no age yet
        }

        return Math.Sqrt((latency + Offset) * 100) * crowd;      // of nanoseconds
    }
}
