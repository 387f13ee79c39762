namespace Kratos.Reactive;

/// <summary>When a failed call is tried again. Source: grpc/proposal A6-client-retries.md.</summary>
/// <remarks>
/// A call is tried again only while nothing came back but its failure: reply headers that came before it rule that out. It holds for calls with one request message; a stream of them is not held to be sent twice. The server is
/// told how many tries came before (<c>grpc-previous-rpc-attempts</c>), and has the last word: its <c>grpc-retry-pushback-ms</c> replaces the next wait, or rules out another try. A call that the server surely never saw
/// (a refused stream, one that a closing server did not take) is sent again at once, at most three times, whatever is set here. A stream of requests is, too, as long as none of its messages was asked for; after that such an end is
/// 503 <c>UNAVAILABLE</c>, for whoever has the source to try again.
/// </remarks>
/// <param name="Waits">The waits between tries: n of them make n + 1 tries, e.g. <c>Schedule.Exponential(100.Milliseconds).Jitter() &amp; Schedule.Recurs(3)</c>.</param>
public sealed record GrpcRetry(Schedule Waits)
{
    /// <summary>Which failures are tried again: those with the code 503, unless set.</summary>
    public Func<Error, bool> When { get; init; } = static error => error.Code == 503;
}
