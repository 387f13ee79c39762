using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>Waits for what must come, with patience.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    internal static async Task<A> Dequeue<A>(ConcurrentQueue<A> queue)
    {
        A? found = default;
        await True(() => queue.TryDequeue(out found), "something to come");
        return found!;
    }

    internal static async Task True(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Look);
        while (!condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"waited {Patience} for {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until a count that has begun stays the same over many looks.</summary>
    internal static async Task Still(Func<int> count)
    {
        var (same, last) = (0, count());
        await True(() =>
        {
            var now = count();
            (same, last) = (now == last && now > 0 ? same + 1 : 0, now);
            return same == 50;
        }, "a count to stand still");
    }
}
