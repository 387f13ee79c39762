using LanguageExt;

namespace Kratos.Reactive;

/// <summary>What an app tells of itself, in order. <see cref="Starting"/> is the first and <see cref="Stopped"/> the last; <see cref="Stopping"/> comes on every path.</summary>
public abstract record Lifecycle
{
    Lifecycle() { }

    /// <summary>The app was subscribed to, and begins.</summary>
    public sealed record Starting : Lifecycle;

    /// <summary>A server listens.</summary>
    public sealed record Bound(string Server, IReadOnlyList<Uri> Endpoints) : Lifecycle;

    /// <summary>The registry has this instance.</summary>
    public sealed record Registered(ServiceInstance Instance) : Lifecycle;

    /// <summary>Everything runs.</summary>
    public sealed record Started : Lifecycle;

    /// <summary>The way down begins: because it was asked for, or because something failed or the caller of the run left.</summary>
    public sealed record Stopping(Option<Error> Why) : Lifecycle
    {
        // By hand: the equality of an Option costs a fifth of a second at its first use.
        Error? Because => Why.MatchUnsafe<Error?>(static why => why, static () => null);

        /// <summary>Both have the same reason, or none.</summary>
        public bool Equals(Stopping? other) => other is not null && Because == other.Because;

        /// <inheritdoc/>
        public override int GetHashCode() => Because?.GetHashCode() ?? 0;
    }

    /// <summary>The registry no longer has this instance.</summary>
    public sealed record Deregistered(ServiceInstance Instance) : Lifecycle;

    /// <summary>A server is closed, by itself or by force.</summary>
    public sealed record Closed(string Server) : Lifecycle;

    /// <summary>A stage failed; the rest of the way goes on.</summary>
    public sealed record Failed(string Stage, Error Error) : Lifecycle;

    /// <summary>Everything that was entered is left.</summary>
    public sealed record Stopped : Lifecycle;
}
