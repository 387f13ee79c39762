namespace Kratos.Reactive.Testing;

/// <summary>An effect that was begun on a virtual clock.</summary>
public sealed class Running<A>
{
    /// <summary>How and when it ended; null while it still runs.</summary>
    public Ended<A>? Result { get; internal set; }
}
