namespace Kratos.Reactive.Testing;

/// <summary>Waits until the work that went to the thread pool has come to rest.</summary>
static class ThreadPoolRest
{
    /// <summary>Until the pool is seen idle. When others keep it busy: for <paramref name="limit"/>, and then until what was queued before has begun, for no longer than <paramref name="patience"/>.</summary>
    /// <remarks>Both are on the real clock. Call it from a thread that is not of the pool.</remarks>
    internal static void Wait(TimeSpan limit, TimeSpan patience)
    {
        if (SpinWait.SpinUntil(IsIdle, limit)) return;
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default).Wait(patience);
    }

    // Queued work is counted as pending, begun work by its thread. Pending is looked at twice: what ran at the first look may have queued more before it ended.
    static bool IsIdle() => ThreadPool.PendingWorkItemCount == 0 && BusyThreads() == 0 && ThreadPool.PendingWorkItemCount == 0;

    static int BusyThreads()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }
}
