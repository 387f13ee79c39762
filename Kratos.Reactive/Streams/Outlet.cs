using System.Threading.Tasks.Sources;

namespace Kratos.Reactive;

/// <summary>The way out of a stream: an observable pushes in, from any thread; one consumer pulls. It is its own task, so that a value costs no allocation here.</summary>
/// <remarks>Cold: the first pull subscribes. What waits is given before the end is, unless the caller left. A pull goes on inline, on the thread that pushed.</remarks>
sealed partial class Outlet<A> : IObserver<A>, IAsyncEnumerator<A>, IValueTaskSource<bool>
{
    readonly Func<Env, IObservable<A>> source;
    readonly Env env;
    readonly bool lends;
    readonly Waiting<A> waiting;
    readonly SingleAssignmentDisposable held = new();
    readonly object gate = new();       // held threads wait on it
    CancellationTokenRegistration told;
    ManualResetValueTaskSourceCore<bool> pull;
    bool begun;
    bool pulled;
    bool asked;         // once at least
    bool woken;
    bool ended;
    Error? failure;

    Outlet(Func<Env, IObservable<A>> source, Backpressure limits, Env env, Demand? demand, bool lends = false) =>
        (this.source, this.env, this.lends, waiting) = (source, env, lends, new(limits, demand));

    /// <summary>For a source that uses the scheduler of the environment it is given: with <see cref="Overflow.Wait"/> its work is held back while there is no room.</summary>
    internal static Outlet<A> Paced(Func<Env, IObservable<A>> source, Backpressure limits, Env env)
    {
        if (limits.WhenFull != Overflow.Wait) return new(source, limits, env, null);
        var demand = new Demand(Demand.Of(env));
        return new(source, limits, env.With(new DemandScheduler(env.Scheduler, demand)), demand);
    }

    /// <summary>For a source that exists already: with <see cref="Overflow.Wait"/> it is subscribed to on a thread that the scheduler lends, if it does, and that thread is held while there is no room.</summary>
    internal static Outlet<A> Lent(IObservable<A> source, Backpressure limits, Env env) =>
        new(_ => source, limits, env, Demand.Of(env), lends: limits.WhenFull == Overflow.Wait);

    /// <summary>How many wait.</summary>
    internal int Count { get { lock (gate) return waiting.Count; } }

    public A Current { get; private set; } = default!;

    public ValueTask<bool> MoveNextAsync()
    {
        if (!begun) Begin();
        bool any, opened, waits, without;
        short version;
        lock (gate)
        {
            any = Take(out opened);
            if (!any && pulled) return ValueTask.FromException<bool>(new ErrorException(PulledTwice));
            without = woken && !any && !ended;
            (asked, woken) = (true, false);
            waits = pulled = !any && !ended && !without;
            if (waits) pull.Reset();
            version = pull.Version;
        }

        if (opened) waiting.Open();
        if (waits) return new(this, version);
        if (any || without) return new(true);
        return failure is null ? new(false) : ValueTask.FromException<bool>(new ErrorException(failure));
    }

    /// <summary>The next value, if it is there: for a consumer that takes all there is before it waits again.</summary>
    internal bool TryTake()
    {
        bool any, opened;
        lock (gate) any = Take(out opened);
        if (opened) waiting.Open();
        return any;
    }

    /// <summary>Ends a pull that waits without a value (<see cref="Current"/> is none then): for a consumer that has something else to do. When none waits, it is about to look; the first pull may be busy with subscribing for long, and ends then.</summary>
    internal void Wake()
    {
        bool wake;
        lock (gate)
        {
            wake = Wakes();
            woken |= wake || !asked;
        }

        if (wake) pull.SetResult(true);
    }

    public ValueTask DisposeAsync()
    {
        Leave(null);
        return default;
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        pull.GetResult(token);
        bool any, without, opened;
        lock (gate)
        {
            (without, woken) = (woken, false);
            any = Take(out opened);
        }

        if (opened) waiting.Open();
        if (any || without) return true;
        return failure is null ? false : throw new ErrorException(failure);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => pull.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        pull.OnCompleted(continuation, state, token, flags);

    // Under the gate.
    bool Take(out bool opened)
    {
        var any = waiting.TryTake(out var value, out opened);
        Current = any ? value! : default!;
        if (lent != 0 && waiting.Count <= waiting.Limits.Capacity / 4) Monitor.PulseAll(gate);
        return any;
    }

    static Error PulledTwice { get; } = Error.Internal("STREAM_PULLED_TWICE", "the next value of a stream was asked for before the last one had come");
}
