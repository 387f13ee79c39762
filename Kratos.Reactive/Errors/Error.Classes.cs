namespace Kratos.Reactive;

public sealed partial record Error
{
    /// <summary>The caller left, or the work was told to stop: 499 <c>CANCELLED</c>.</summary>
    public static Error Cancelled { get; } = new(499, "CANCELLED", "cancelled");

    /// <summary>The time allowed was used up: 504 <c>TIMED_OUT</c>.</summary>
    public static Error TimedOut { get; } = new(504, "TIMED_OUT", "took too long");

    internal static Error Unset { get; } = new(500, "UNSET", "a default(Fin<A>) was read as a result");

    /// <summary>400: the request itself is wrong.</summary>
    public static Error BadRequest(string reason, string message) => new(400, reason, message);

    /// <summary>401: who is asking is not known.</summary>
    public static Error Unauthorized(string reason, string message) => new(401, reason, message);

    /// <summary>403: who is asking is known, and may not.</summary>
    public static Error Forbidden(string reason, string message) => new(403, reason, message);

    /// <summary>404: there is no such thing.</summary>
    public static Error NotFound(string reason, string message) => new(404, reason, message);

    /// <summary>409: it does not fit what is there now.</summary>
    public static Error Conflict(string reason, string message) => new(409, reason, message);

    /// <summary>429: asked too often.</summary>
    public static Error TooManyRequests(string reason, string message) => new(429, reason, message);

    /// <summary>499: the caller did not wait for the answer.</summary>
    public static Error ClientClosed(string reason, string message) => new(499, reason, message);

    /// <summary>500: our own fault.</summary>
    public static Error Internal(string reason, string message) => new(500, reason, message);

    /// <summary>501: not something this service does.</summary>
    public static Error NotImplemented(string reason, string message) => new(501, reason, message);

    /// <summary>503: not now; another try, or another instance, may do better.</summary>
    public static Error Unavailable(string reason, string message) => new(503, reason, message);

    /// <summary>504: somebody this service depends on did not answer in time.</summary>
    public static Error GatewayTimeout(string reason, string message) => new(504, reason, message);

    /// <summary>The one place where an exception becomes a failure.</summary>
    /// <remarks>
    /// An <see cref="ErrorException"/> gives back its error; <see cref="OperationCanceledException"/> is <see cref="Cancelled"/>, unless a
    /// <see cref="TimeoutException"/> is behind it; <see cref="TimeoutException"/> is <see cref="TimedOut"/>; an <see cref="AggregateException"/> keeps all it holds.
    /// Anything else is 500 <c>PANIC</c> with a message that tells a caller nothing; the exception itself is the <see cref="Cause"/>.
    /// </remarks>
    public static Error From(Exception exception) => exception switch
    {
        ErrorException known => known.Error,
        OperationCanceledException { InnerException: TimeoutException } => TimedOut with { Cause = exception },
        OperationCanceledException => Cancelled with { Cause = exception },
        TimeoutException => TimedOut with { Cause = exception },
        AggregateException { InnerExceptions: [_, ..] all } => all.Select(From).Aggregate(static (first, next) => first.And(next)),
        _ => Internal("PANIC", "internal error") with { Cause = exception },
    };
}
