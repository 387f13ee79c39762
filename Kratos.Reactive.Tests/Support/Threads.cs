namespace Kratos.Reactive.Tests;

/// <summary>Several threads that start at the same moment.</summary>
static class Threads
{
    internal static void Together(int count, Action<int> work)
    {
        using var start = new Barrier(count);
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, count).Select(n => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                work(n);
            }
            catch (Exception thrown)
            {
                failures.Enqueue(thrown);
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Empty(failures);
    }
}
