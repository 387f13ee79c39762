namespace Kratos.Reactive.Tests;

/// <summary>Many threads pick and are done while the list changes.</summary>
public sealed class BalancerThreadTests
{
    const int Threads = 6, Picks = 20_000;

    public static TheoryData<Balancing> Every => [Balancing.RoundRobin, Balancing.Random, Balancing.PowerOfTwo, Balancing.Hash(Nodes.Key),
        Balancing.PowerOfTwo.Split(request => request.Operation.Name, _ => NodeFilter.Where(node => node.Address != "n1:9000"))];

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_pick_is_from_a_list_that_was_told_and_nothing_stays_in_flight(Balancing balancing)
    {
        var balancer = balancing.Over("shop", Env.System);
        Node[][] lists = [Nodes.Many(8), Nodes.Many(3), [.. Nodes.Many(12).Skip(5)]];
        var known = lists.SelectMany(list => list).ToHashSet();
        balancer.Update(lists[0]);
        var (running, tooMany, strange) = (Threads, 0, 0);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < Picks; i++)
                {
                    var picked = balancer.Pick(Nodes.Any).ThrowIfFail();
                    if (!known.Contains(picked.Node)) Interlocked.Increment(ref strange);
                    picked.Done(picked.Node.Address is "n0:9000" or "n2:9000" or "n6:9000" ? Error.Unavailable("DOWN", "") : Fin<Unit>.Succ(Unit.Default));
                }
            }
            catch (Exception thrown)
            {
                failures.Enqueue(thrown);
            }

            Interlocked.Decrement(ref running);
        }))];
        foreach (var thread in threads) thread.Start();
        for (var i = 0; Volatile.Read(ref running) > 0; i++)
        {
            balancer.Update(lists[i % lists.Length]);
            if (balancer.Status is var status && status.Count(one => one.Out.IsSome) > status.Count / 2) tooMany++;
        }

        foreach (var thread in threads) thread.Join();
        Assert.Empty(failures);
        Assert.Equal((0, 0), (strange, tooMany));
        balancer.Update(lists[0]);
        Assert.All(balancer.Status, one => Assert.Equal(0, one.InFlight));
    }
}
