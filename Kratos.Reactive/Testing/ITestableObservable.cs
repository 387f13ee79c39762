using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>An observable that says what a test told it to say, and writes down who listened.</summary>
public interface ITestableObservable<T> : IObservable<T>
{
    /// <summary>Every subscription so far, in order of its start.</summary>
    IList<Subscription> Subscriptions { get; }

    /// <summary>What it says: at ticks of the clock when it is hot, at ticks from each subscription when it is cold.</summary>
    IList<Recorded<Notification<T>>> Messages { get; }
}
