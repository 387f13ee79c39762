namespace Kratos.Reactive;

/// <summary>Settings of one HTTP call. A client has them for all its calls (<see cref="HttpClientOptions.Call"/>); <see cref="Prelude.HttpCall"/> changes them for some.</summary>
/// <remarks>
/// An answer that is no success becomes an <see cref="Error"/>. Its code is the status, but where the server says that the status stands for another code. Reason, message and metadata are those of Kratos' JSON
/// (<c>code, reason, message, metadata</c>), of problem details (RFC 9457: <c>detail</c>, <c>title</c>, and what else it has as metadata), or of the JSON that Google's APIs and gRPC gateways answer with. Of any other body the
/// beginning is kept in the <see cref="Error.Cause"/>, which stays on this side.
/// </remarks>
public sealed record HttpCallOptions
{
    internal static readonly EnvKey<Func<HttpCallOptions, HttpCallOptions>> Key = new("the options of an HTTP call");

    /// <summary>What a call has unless told otherwise.</summary>
    public static HttpCallOptions Default { get; } = new();

    /// <summary>How long the call may take, all tries together: as long as the deadline of its environment allows, unless set. The earlier of the two counts. (Go Kratos has 2 s.)
    /// Of a stream it is the time until the answer begins: only the deadline of the environment, and <see cref="IdleTimeout"/>, end it later.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long one try may take: as long as the call, unless set. Past it the try has failed in <see cref="Error.TimedOut"/>, and <see cref="Retry"/> says what follows.</summary>
    public TimeSpan TryTimeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long a stream may be silent both ways, while its next reply is waited for: an hour. Past it it ends in 504 <c>IDLE</c>. The signs of life of an event stream break a silence; pings of a WebSocket do not, since .NET answers them unseen.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether and when a failed call is tried again: not, unless set. A stream is, until its answer begins: of a WebSocket no message has gone before that.</summary>
    public HttpRetry? Retry { get; init; }

    /// <summary>The largest body of a reply, or event of a stream, in bytes, once it is unpacked: 4 MiB (4,194,304). A larger one is 429 <c>RESOURCE_EXHAUSTED</c>; it is not read to its end.</summary>
    public int MaxReceive { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest body of a request, in bytes: no limit (2,147,483,647). A larger one is 429 <c>RESOURCE_EXHAUSTED</c>, and not sent.</summary>
    public int MaxSend { get; init; } = int.MaxValue;

    /// <summary>How long the path and the query may be together, in characters as they are sent: 7,680, since servers take request lines of 8 KiB as a rule. Longer ones are 414 <c>URL_TOO_LONG</c>, and not sent.</summary>
    public int MaxUrl { get; init; } = 7_680;

    /// <summary>What the server is told that it is called (<c>Host</c>): host and port of the address, unless set.</summary>
    public string? Authority { get; init; }

    internal static HttpCallOptions Of(HttpClientOptions client, Env env) => env.TryFind(Key, out var change) ? change(client.Call) : client.Call;
}
