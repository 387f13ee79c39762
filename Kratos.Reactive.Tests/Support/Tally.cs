using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>Counts calls, and keeps of every fiftieth whether its environment is still to be found. A call counts out when it was counted in: one that is told to stop before that, at whatever step, does neither.</summary>
sealed class Tally
{
    readonly ConcurrentQueue<WeakReference> seen = new();
    readonly Resource<Unit> counted;
    int count;
    int open;

    internal Tally() => counted = Resource.Make(envEff.Map(Enter), _ => liftEff(() => { Interlocked.Decrement(ref open); }));

    /// <summary>How many are not over.</summary>
    internal int Open => Volatile.Read(ref open);

    internal int Count => Volatile.Read(ref count);

    internal int Alive => seen.Count(static one => one.IsAlive);

    internal Middleware Watch => next => request => counted.Use(_ => next(request));

    Unit Enter(Env env)
    {
        Interlocked.Increment(ref open);
        if (Interlocked.Increment(ref count) % 50 == 0) seen.Enqueue(new(env));
        return Unit.Default;
    }
}
