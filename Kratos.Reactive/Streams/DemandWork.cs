namespace Kratos.Reactive;

/// <summary>A piece of work that waits until it is due and there is room. Disposing it before takes it out.</summary>
abstract class DemandWork : IDisposable
{
    readonly ExecutionContext? context = ExecutionContext.Capture();
    readonly DemandScheduler scheduler;
    readonly SingleAssignmentDisposable timer = new();
    readonly SingleAssignmentDisposable held = new();

    private protected DemandWork(DemandScheduler scheduler) => (this.scheduler, Place) = (scheduler, new(this));

    internal LinkedListNode<DemandWork> Place { get; }

    internal bool IsDisposed => held.IsDisposed;

    internal DemandWork After(IDisposable timer)
    {
        this.timer.Disposable = timer;
        return this;
    }

    internal void Run()
    {
        if (context is null) Act();
        else ExecutionContext.Run(context, static work => ((DemandWork)work!).Act(), this);
    }

    public void Dispose()
    {
        held.Dispose();
        timer.Dispose();
        scheduler.Leave(this);
    }

    private protected abstract IDisposable Act(DemandScheduler scheduler);

    void Act()
    {
        if (!IsDisposed) held.Disposable = Act(scheduler);
    }
}

sealed class DemandWork<TState>(DemandScheduler scheduler, TState state, Func<IScheduler, TState, IDisposable> action) : DemandWork(scheduler)
{
    private protected override IDisposable Act(DemandScheduler scheduler) => action(scheduler, state);
}
