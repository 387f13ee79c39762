namespace Kratos.Reactive;

/// <summary>A message that its transport has not read yet, as the effect that reads it: once, however often it is run.</summary>
abstract class Unread : Eff<object>
{
    /// <summary>The message, once it is read.</summary>
    internal abstract object? Message { get; }

    /// <summary>The message, when it is read or can be read now without waiting; null else, and when it cannot be read: the effect says why.</summary>
    internal virtual object? TryRead() => Message;

    /// <summary>The call with what is its caller's fault called so: a deadline that passes while the message is still on its way.</summary>
    internal virtual Eff<A> Blaming<A>(Eff<A> call) => call;
}
