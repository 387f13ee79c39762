namespace Kratos.Reactive;

/// <summary>When a failed call is tried again.</summary>
/// <remarks>
/// Only a call is that can do no harm twice: one whose verb is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE: RFC 9110 9.2.2), or one that surely was not sent, since there was no connection. A server that says when to come
/// again (<c>Retry-After</c>) is not asked before that. Where the wait is longer than the call may take there is no other try, and its failure is what the caller gets at once. Each try is a request of its own, body and all.
/// </remarks>
/// <param name="Waits">The waits between tries: n of them make n + 1 tries, e.g. <c>Schedule.Exponential(100.Milliseconds).Jitter() &amp; Schedule.Recurs(3)</c>.</param>
public sealed record HttpRetry(Schedule Waits)
{
    /// <summary>Which failures are tried again: those with the codes 502, 503 and 504, unless set.</summary>
    public Func<Error, bool> When { get; init; } = static error => error.Code is 502 or 503 or 504;

    /// <summary>How long a server may ask to be left alone: a minute, unless set. Where it asks for more (<c>Retry-After</c>) there is no other try.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(1);
}
