namespace Kratos.Reactive;

/// <summary>Carries an <see cref="Kratos.Reactive.Error"/> where only exceptions can go: out of an <c>await</c>, and through <c>IObserver.OnError</c>.</summary>
public sealed class ErrorException(Error error) : Exception(error.ToString(), error.Cause)
{
    /// <summary>The failure carried.</summary>
    public Error Error { get; } = error;
}
