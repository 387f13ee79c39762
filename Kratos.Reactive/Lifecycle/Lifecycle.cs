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
    /// <param name="Stage">On the way up: <c>Check</c>, <c>BeforeStart</c>, <c>Start http</c> (each server by its name), <c>Advertise</c>, <c>Register</c>, <c>AfterStart</c>. Then: <c>Serve http</c>, <c>Stop signal</c>.
    /// On the way down: <c>BeforeStop</c>, <c>Deregister</c>, <c>Stop http</c>, <c>AfterStop</c>, <c>Abort</c> (something ignored it). <c>Run</c> is what belongs to none of them.</param>
    /// <param name="Error">Why.</param>
    public sealed record Failed(string Stage, Error Error) : Lifecycle;

    /// <summary>Everything that was entered is left.</summary>
    public sealed record Stopped : Lifecycle;
}
