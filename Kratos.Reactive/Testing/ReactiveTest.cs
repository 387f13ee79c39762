using System.Reactive;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Testing;

/// <summary>Writes down what is to be said, or what is expected: with <c>using static</c>, or as the base of a test class. Times are in ticks of a <see cref="TestScheduler"/>.</summary>
public abstract class ReactiveTest
{
    /// <summary>When <c>Start</c> calls the factory, unless told otherwise.</summary>
    public const long Created = 100;

    /// <summary>When <c>Start</c> subscribes, unless told otherwise.</summary>
    public const long Subscribed = 200;

    /// <summary>When <c>Start</c> leaves, unless told otherwise.</summary>
    public const long Disposed = 1000;

    /// <summary>A value.</summary>
    public static Recorded<Notification<T>> OnNext<T>(long ticks, T value) => new(ticks, Notification.CreateOnNext(value));

    /// <summary>Expects a value that <paramref name="predicate"/> holds of. It cannot be said.</summary>
    public static Recorded<Notification<T>> OnNext<T>(long ticks, Func<T, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string? text = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(ticks, new Expected<T>(NotificationKind.OnNext, what => predicate(what.Value), text));
    }

    /// <summary>The end.</summary>
    public static Recorded<Notification<T>> OnCompleted<T>(long ticks) => new(ticks, Notification.CreateOnCompleted<T>());

    /// <summary>The end; <paramref name="witness"/> only says of which type.</summary>
    public static Recorded<Notification<T>> OnCompleted<T>(long ticks, T witness) => OnCompleted<T>(ticks);

    /// <summary>The end in an exception. It is the same exception only when it is the same object (or says so itself).</summary>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Exception exception) => new(ticks, Notification.CreateOnError<T>(exception));

    /// <summary>The end in an exception; <paramref name="witness"/> only says of which type.</summary>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Exception exception, T witness) => OnError<T>(ticks, exception);

    /// <summary>The end in a failure, said as an <see cref="ErrorException"/>. Expected, it is every end in an equal <see cref="Error"/>.</summary>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(ticks, new Failed<T>(error));
    }

    /// <summary>Expects the end in an exception that <paramref name="predicate"/> holds of. It cannot be said.</summary>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Func<Exception, bool> predicate, [CallerArgumentExpression(nameof(predicate))] string? text = null)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new(ticks, new Expected<T>(NotificationKind.OnError, what => predicate(what.Exception!), text));
    }

    /// <summary>The same; <paramref name="witness"/> only says of which type.</summary>
    public static Recorded<Notification<T>> OnError<T>(long ticks, Func<Exception, bool> predicate, T witness, [CallerArgumentExpression(nameof(predicate))] string? text = null) =>
        OnError<T>(ticks, predicate, text);

    /// <summary>A subscription that is not left.</summary>
    public static Subscription Subscribe(long start) => new(start);

    /// <summary>A subscription from one tick to another.</summary>
    public static Subscription Subscribe(long start, long end) => new(start, end);
}
