namespace Kratos.Reactive.Testing;

/// <summary>An effect that was begun on a virtual clock.</summary>
public sealed class Running<A>
{
    // Boxed: it may be set on one thread and read on another, and is too wide to be written at once.
    volatile object? result;

    /// <summary>How and when it ended; null while it still runs.</summary>
    public Ended<A>? Result { get => (Ended<A>?)result; internal set => result = value; }
}
