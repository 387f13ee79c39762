namespace Kratos.Reactive.Testing;

public sealed partial class VirtualTime
{
    /// <summary>Runs the effect to its end, moving the clock as far as it takes, and says how and when it ended.</summary>
    /// <exception cref="InvalidOperationException">Nothing is scheduled any more and the effect still waits: for something outside this clock, or for ever.</exception>
    public Ended<A> Run<A>(Eff<A> effect, Env? env = null)
    {
        var start = Elapsed;
        var run = Begin(effect, env);
        Start();
        return run.Result ?? throw new InvalidOperationException(
            $"the effect still waits, and nothing is scheduled on this clock any more (it moved from {start} to {Elapsed}); for work on other threads use RunAsync");
    }

    /// <summary>Begins the effect without moving the clock; <see cref="Running{A}.Result"/> is set when it ends.</summary>
    public Running<A> Begin<A>(Eff<A> effect, Env? env = null)
    {
        var running = new Running<A>();
        var run = Alone(() => effect.RunAsync(env ?? Env));
        if (run.IsCompleted) End();
        else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
        return running;

        void End() => running.Result = new Ended<A>(run.GetAwaiter().GetResult(), Elapsed);
    }

    /// <summary>Subscribes, moves the clock until nothing is scheduled any more, and says what came when.</summary>
    public IReadOnlyList<Happened<T>> Run<T>(IObservable<T> source)
    {
        var seen = Watch(source);
        Start();
        return seen;
    }

    /// <summary>Subscribes without moving the clock; the answer grows as things happen.</summary>
    public IReadOnlyList<Happened<T>> Watch<T>(IObservable<T> source)
    {
        var seen = new List<Happened<T>>();
        _ = Alone(() => source.Materialize().Subscribe(what =>
        {
            lock (seen) seen.Add(new Happened<T>(Elapsed, what));
        }));
        return seen;
    }

    static R Alone<R>(Func<R> action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
