namespace Kratos.Reactive;

/// <summary>A scheduler that runs the next piece of work only while there is room downstream: what slows a source without holding a thread.</summary>
/// <remarks>
/// Work runs one piece at a time, in the order in which it became due, on the scheduler below and in the context of whoever scheduled it. Timers are those of the scheduler below; what is due
/// waits for room like everything else, behind the work that was due before: so a source that was held back is not taken for one that is late.
/// </remarks>
sealed class DemandScheduler : IScheduler, IServiceProvider
{
    // So many pieces in a row, then others on the inner scheduler have their turn.
    const int Stint = 64;

    readonly IScheduler inner;
    readonly Demand demand;
    readonly Action begin;
    readonly Lock gate = new();
    readonly LinkedList<DemandWork> due = new();
    bool busy;

    internal DemandScheduler(IScheduler inner, Demand demand) => (this.inner, this.demand, begin) = (inner, demand, Begin);

    public DateTimeOffset Now => inner.Now;

    internal int Due { get { lock (gate) return due.Count; } }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Enter(new DemandWork<TState>(this, state, action));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var work = new DemandWork<TState>(this, state, action);
        return dueTime <= TimeSpan.Zero ? Enter(work) : work.After(inner.Schedule((this, work), dueTime, Timed));
    }

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        var work = new DemandWork<TState>(this, state, action);
        return dueTime <= inner.Now ? Enter(work) : work.After(inner.Schedule((this, work), dueTime, Timed));
    }

    // Neither periodic nor long-running work: both would run without asking for room.
    public object? GetService(Type serviceType) => serviceType == typeof(IStopwatchProvider) ? inner.AsStopwatchProvider() : null;

    internal void Leave(DemandWork work)
    {
        lock (gate)
        {
            if (work.Place.List is not null) due.Remove(work.Place);
        }
    }

    static IDisposable Timed<TState>(IScheduler _, (DemandScheduler Self, DemandWork<TState> Work) timed)
    {
        timed.Self.Enter(timed.Work);
        return Disposable.Empty;
    }

    DemandWork Enter(DemandWork work)
    {
        lock (gate)
        {
            if (work.IsDisposed) return work;
            due.AddLast(work.Place);
            if (busy) return work;
            busy = true;
        }

        Begin();
        return work;
    }

    void Begin()
    {
        if (!demand.Waits(begin)) inner.Schedule(this, static (_, self) => self.Run());
    }

    IDisposable Run()
    {
        for (var i = 0; i < Stint && demand.HasRoom; i++)
        {
            DemandWork next;
            lock (gate)
            {
                if (due.First is not { } first)
                {
                    busy = false;
                    return Disposable.Empty;
                }

                due.Remove(first);
                next = first.Value;
            }

            try
            {
                next.Run();
            }
            catch
            {
                Begin();
                throw;
            }
        }

        Begin();
        return Disposable.Empty;
    }
}
