namespace Kratos.Reactive.Tests;

/// <summary>A context as UI frameworks and some test runners install it, current on this thread until it is disposed. It counts what is posted to it and runs it on the pool.</summary>
sealed class DerivedContext : SynchronizationContext, IDisposable
{
    readonly SynchronizationContext? before = Current;
    int posts;

    internal DerivedContext() => SetSynchronizationContext(this);

    internal int Posts => Volatile.Read(ref posts);

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref posts);
        base.Post(d, state);
    }

    public void Dispose() => SetSynchronizationContext(before);
}
