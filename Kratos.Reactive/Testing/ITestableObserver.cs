using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>An observer that writes down what it is told, and when.</summary>
public interface ITestableObserver<T> : IObserver<T>
{
    /// <summary>What it was told so far, in order.</summary>
    IList<Recorded<Notification<T>>> Messages { get; }
}
