namespace Kratos.Reactive;

/// <summary>Settings of the streams of an HTTP server. The deadline of unary calls is not theirs. Change some with <c>with</c>: <c>HttpStreamOptions.Default with { Heartbeat = 5.Seconds }</c>.</summary>
public sealed record HttpStreamOptions
{
    /// <summary>What a server has unless told otherwise.</summary>
    public static HttpStreamOptions Default { get; } = new();

    /// <summary>How many replies of a stream may wait for the network, and what happens then: <see cref="Backpressure.Default"/>, 256 and a source that is slowed where it can be.</summary>
    public Backpressure Backpressure { get; init; } = Backpressure.Default;

    /// <summary>How long a stream that has neither given a reply nor failed keeps its caller without an answer: 500 ms. A failure before that has a status of its own; one that comes later is an event of a stream that went well so far.</summary>
    public TimeSpan OpenAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how long without anything to send a sign of life is sent: 15 s. It is a comment of an event stream, and a ping of a WebSocket (which .NET counts on the system's clock); lines of JSON have none.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is never.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a stream may go on without a message: 1 h. Then it ends in 504 <c>STREAM_IDLE</c>. A caller that takes nothing for as long loses its connection. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a browser waits before it asks for an event stream again that has ended: as long as it likes, unless set.</summary>
    public TimeSpan? Retry { get; init; }

    /// <summary>The largest message taken from a WebSocket, however it is split, and the largest line of a body, in bytes: 4 MiB (4,194,304), at least 1. A larger one ends the stream in 413 <c>MESSAGE_TOO_LARGE</c>.</summary>
    public int MaxMessage { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long the other side of a WebSocket may take to answer a ping, before it counts as gone: 20 s. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From where pages in browsers may open a WebSocket here, e.g. <c>https://shop.example</c>; <c>*</c> is from everywhere. Only from the same host unless set: others are 403 <c>ORIGIN_NOT_ALLOWED</c>. What is no browser names no origin.</summary>
    public IReadOnlyList<string> Origins { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    internal Fin<Unit> Check()
    {
        if (OpenAfter < TimeSpan.Zero && OpenAfter != Timeout.InfiniteTimeSpan) return Bad(nameof(OpenAfter), "0 or more, or infinite");
        if (Heartbeat <= TimeSpan.Zero && Heartbeat != Timeout.InfiniteTimeSpan) return Bad(nameof(Heartbeat), "more than nothing, or infinite");
        if (IdleTimeout <= TimeSpan.Zero && IdleTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(IdleTimeout), "more than nothing, or infinite");
        if (MaxMessage is < 1 or > int.MaxValue / 2) return Bad(nameof(MaxMessage), "from 1 to 1 GiB");
        if (PongTimeout <= TimeSpan.Zero && PongTimeout != Timeout.InfiniteTimeSpan) return Bad(nameof(PongTimeout), "more than nothing, or infinite");
        return Retry < TimeSpan.Zero ? Bad(nameof(Retry), "0 or more") : Unit.Default;
    }

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"HttpStreamOptions.{name} must be {what}");
}
