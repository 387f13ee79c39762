namespace Kratos.Reactive.Testing;

/// <summary>Moves a virtual clock one action at a time, on a thread of its own, and lets the thread pool come to rest before each.</summary>
sealed class Steps(SafeActions safe, Action start, Func<bool> isMoving)
{
    int underWay;

    internal TimeSpan DrainLimit { get; set; } = TimeSpan.FromMilliseconds(20);

    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs what is due, and what comes to be due by it, and then arrives.</summary>
    internal Task Until(Func<bool> isDue, Action arrive) => Drive(() =>
    {
        while (Rested(isDue)) Step();
        arrive();
        return Unit.Default;
    });

    /// <summary>Begins, and runs what is scheduled until there is an end. Null when nothing is scheduled, and none comes within <see cref="Patience"/>.</summary>
    internal Task<R?> Until<R>(Func<Func<R?>> begin, Func<bool> isScheduled) where R : struct => Drive<R?>(() =>
    {
        var end = begin();
        while (true)
        {
            if (Rested(end) is { } answer) return answer;
            if (isScheduled()) Step();
            else if (!SpinWait.SpinUntil(() => end() is not null || isScheduled(), Patience)) return null;
        }
    });

    R Rested<R>(Func<R> look)
    {
        ThreadPoolRest.Wait(DrainLimit, Patience);
        return look();
    }

    void Step()
    {
        safe.OneByOne = true;
        try
        {
            start();
        }
        finally
        {
            safe.OneByOne = false;
        }
    }

    Task<R> Drive<R>(Func<R> drive)
    {
        if (isMoving()) throw new InvalidOperationException("the clock moves already: an action that runs on it cannot move it");
        if (Interlocked.Exchange(ref underWay, 1) != 0) throw new InvalidOperationException("the clock moves already: await AdvanceByAsync, AdvanceToAsync or RunAsync before the next one");
        return Task.Factory.StartNew(() =>
        {
            try
            {
                return drive();
            }
            finally
            {
                Volatile.Write(ref underWay, 0);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
