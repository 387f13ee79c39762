using System.Collections.Concurrent;
using Kratos.Reactive;

namespace Fleet;

/// <summary>What is counted: calls by who answered, failures, and how long they took.</summary>
sealed class Tally
{
    const int MostKept = 20;
    const double PerMillisecond = 10;       // how fine latencies are told apart, up to 10 s

    readonly ConcurrentDictionary<string, long> shares = new();
    readonly ConcurrentQueue<string> failures = new();
    readonly ConcurrentQueue<string> broken = new();
    readonly long[] latencies = new long[(int)(10_000 * PerMillisecond)];
    long requests, failed, events, wrong, spared, lost;

    internal long Requests => Volatile.Read(ref requests);

    internal long Failed => Volatile.Read(ref failed);

    internal long Events => Volatile.Read(ref events);

    /// <summary>How often something happened that must not.</summary>
    internal long Wrong => Volatile.Read(ref wrong);

    /// <summary>The first of the failures, and of what must not happen.</summary>
    internal IEnumerable<string> Notes => [.. broken, .. failures];

    internal IReadOnlyDictionary<string, long> Shares => new Dictionary<string, long>(shares);

    internal void Ended(Fin<WorkReply> end, TimeSpan took)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref latencies[Math.Min((int)(took.TotalMilliseconds * PerMillisecond), latencies.Length - 1)]);
        if (end.IsSucc) shares.AddOrUpdate(end.Value.Id, 1, static (_, count) => count + 1);
        else
        {
            Interlocked.Increment(ref failed);
            Keep(failures, $"failed: {end.Error}");
        }
    }

    /// <summary>How often nobody was ended, since only one copy was there.</summary>
    internal long SparedTurns => Volatile.Read(ref spared);

    /// <summary>How many tries of calls came to nothing at a copy that had them.</summary>
    internal long Lost => Volatile.Read(ref lost);

    internal void LostOne() => Interlocked.Increment(ref lost);

    internal void Spared() => Interlocked.Increment(ref spared);

    internal void Watched() => Interlocked.Increment(ref events);

    internal void Broken(string what)
    {
        Interlocked.Increment(ref wrong);
        Keep(broken, what);
    }

    /// <summary>The latency, in milliseconds, that so many of all calls did not exceed.</summary>
    internal double Percentile(double part)
    {
        var left = (long)(latencies.Sum() * part);
        var at = 0;
        while (at < latencies.Length - 1 && (left -= latencies[at]) > 0) at++;
        return (at + 1) / PerMillisecond;
    }

    static void Keep(ConcurrentQueue<string> notes, string note)
    {
        if (notes.Count < MostKept) notes.Enqueue(note);
    }
}
