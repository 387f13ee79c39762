using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>The end in an <see cref="Error"/>: said as an <see cref="ErrorException"/>, and equal to every end in an equal error. Ask it, not the other one: <c>expected.Equals(actual)</c>.</summary>
sealed class Failed<T>(Error error) : Notification<T>
{
    public override NotificationKind Kind => NotificationKind.OnError;

    public override bool HasValue => false;

    public override T Value => throw Exception;

    public override Exception Exception { get; } = new ErrorException(error);

    public override bool Equals(Notification<T>? other) => other is { Kind: NotificationKind.OnError } and not Expected<T> && other.Exception is ErrorException { Error: var its } && error.Equals(its);

    public override bool Equals(object? obj) => Equals(obj as Notification<T>);

    public override int GetHashCode() => error.GetHashCode();

    public override string ToString() => $"OnError({error})";

    public override void Accept(IObserver<T> observer) => observer.OnError(Exception);

    public override TResult Accept<TResult>(IObserver<T, TResult> observer) => observer.OnError(Exception);

    public override void Accept(Action<T> onNext, Action<Exception> onError, Action onCompleted) => onError(Exception);

    public override TResult Accept<TResult>(Func<T, TResult> onNext, Func<Exception, TResult> onError, Func<TResult> onCompleted) => onError(Exception);
}
