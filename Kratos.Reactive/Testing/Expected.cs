using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>A notification that can only be expected: it equals those that a predicate holds of. Ask it, not the other one: <c>expected.Equals(actual)</c>.</summary>
sealed class Expected<T>(NotificationKind kind, Func<Notification<T>, bool> holds, string? text) : Notification<T>
{
    public override NotificationKind Kind => kind;

    public override bool HasValue => kind == NotificationKind.OnNext;

    public override T Value => throw NoSource();

    public override Exception? Exception => kind == NotificationKind.OnError ? throw NoSource() : null;

    public override bool Equals(Notification<T>? other) => other is Expected<T> ? ReferenceEquals(this, other) : other?.Kind == kind && holds(other);

    public override bool Equals(object? obj) => Equals(obj as Notification<T>);

    public override int GetHashCode() => (int)kind;

    public override string ToString() => $"{kind}({text})";

    public override void Accept(IObserver<T> observer) => throw NoSource();

    public override TResult Accept<TResult>(IObserver<T, TResult> observer) => throw NoSource();

    public override void Accept(Action<T> onNext, Action<Exception> onError, Action onCompleted) => throw NoSource();

    public override TResult Accept<TResult>(Func<T, TResult> onNext, Func<Exception, TResult> onError, Func<TResult> onCompleted) => throw NoSource();

    NotSupportedException NoSource() => new($"{this} is a predicate: it can be expected, and says nothing itself");
}
