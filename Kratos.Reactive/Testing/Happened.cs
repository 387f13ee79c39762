using System.Reactive;

namespace Kratos.Reactive.Testing;

/// <summary>One notification of an observable, and when it came: counted from the start of the clock.</summary>
public readonly record struct Happened<T>(TimeSpan At, Notification<T> What)
{
    /// <summary>The instant and the notification; an <see cref="ErrorException"/> is shown by its reason.</summary>
    public override string ToString() => What.Kind == NotificationKind.OnError && What.Exception is ErrorException { Error: var error }
        ? $"{At.TotalSeconds}s OnError({error.Reason})"
        : $"{At.TotalSeconds}s {What}";
}
