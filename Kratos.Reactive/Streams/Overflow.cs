namespace Kratos.Reactive;

/// <summary>What happens to a value that comes when no more may wait. Nothing is ever dropped silently.</summary>
public enum Overflow
{
    /// <summary>The stream ends in 429 <c>STREAM_OVERFLOW</c>.</summary>
    Fail,

    /// <summary>The source is slowed, where it can be; a source that cannot be slowed fails as with <see cref="Fail"/>.</summary>
    /// <remarks>
    /// What can be slowed: work on the scheduler of the environment that <see cref="Streams.OnDemand"/> hands out, messages that are pulled (an <see cref="IAsyncEnumerable{T}"/>, a
    /// streaming call), and a source that gives its values inside <c>Subscribe</c>, when the environment's scheduler can lend it a thread. It is held back from the moment that more
    /// than half of the capacity is taken, so that one step may give several values, until three quarters are free.
    /// </remarks>
    Wait,

    /// <summary>The value that waited longest is dropped, and counted.</summary>
    DropOldest,

    /// <summary>The value that came last is dropped, and counted.</summary>
    DropNewest,
}
