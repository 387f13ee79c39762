namespace Kratos.Reactive.Tests;

/// <summary>Calls at an even pace in virtual time. Each takes as long as its node takes at that moment, and ends well.</summary>
sealed class Traffic(VirtualTime time, Balancer balancer, TimeSpan pace, Func<string, TimeSpan> latency)
{
    internal List<(TimeSpan At, string Id)> Picks { get; } = [];

    internal void Run(int calls)
    {
        var start = time.Elapsed;
        for (var i = 0; i < calls; i++) time.At(start + (i * pace), Begin);
        time.Start();
    }

    /// <summary>The share of a node's picks among those from one instant to another.</summary>
    internal double Share(string id, TimeSpan from, TimeSpan to)
    {
        var within = Picks.Where(pick => pick.At >= from && pick.At < to).ToArray();
        return (double)within.Count(pick => pick.Id == id) / within.Length;
    }

    void Begin()
    {
        var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
        Picks.Add((time.Elapsed, picked.Node.Instance.Id));
        time.Schedule(latency(picked.Node.Instance.Id), () => picked.Done<Unit>(Unit.Default));
    }
}
