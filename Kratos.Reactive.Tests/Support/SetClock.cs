namespace Kratos.Reactive.Tests;

/// <summary>A virtual clock that somebody sets: what it says changes then, and how long things take does not.</summary>
sealed class SetClock(VirtualTime time) : IScheduler, IServiceProvider
{
    internal TimeSpan Ahead { get; set; }

    public DateTimeOffset Now => time.Now + Ahead;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => time.Schedule(state, (_, state) => action(this, state));

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => time.Schedule(state, dueTime, (_, state) => action(this, state));

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) => Schedule(state, dueTime - Now, action);

    public object? GetService(Type serviceType) => ((IServiceProvider)time).GetService(serviceType);
}
