namespace Kratos.Reactive.Testing;

/// <summary>Wraps every action of a virtual clock: a throw leaves the clock usable, no SynchronizationContext is seen, and a runaway ends.</summary>
sealed class SafeActions(Func<string> clock, Action stop)
{
    long items;

    internal long MaxItems { get; set; } = 1_000_000;

    /// <summary>Stops the clock after each action.</summary>
    internal bool OneByOne { get; set; }

    internal Func<IScheduler, TState, IDisposable> Wrap<TState>(Func<IScheduler, TState, IDisposable> action) => (scheduler, state) =>
    {
        if (Interlocked.Increment(ref items) > MaxItems)
        {
            stop();
            throw new InvalidOperationException($"runaway virtual time: more than {MaxItems} actions, at {clock()}; is an interval never disposed?");
        }

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return action(scheduler, state);
        }
        catch
        {
            stop();
            throw;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
            if (OneByOne) stop();
        }
    };
}
