namespace Kratos.Reactive;

/// <summary>What the exceptions of the platform mean. Source: grpc/grpc doc/statuscodes.md and doc/PROTOCOL-HTTP2.md, "Errors".</summary>
static class GrpcFaults
{
    const long RefusedStream = 7;

    internal static Error Of(Exception exception)
    {
        if (NotConnected.Find(exception) is { } not) return not.Error;
        if (IsUnsent(exception)) return GrpcLink.Silent with { Cause = exception };
        for (var e = exception; e is not null; e = e.InnerException)
            switch (e)
            {
                case ErrorException known: return known.Error;
                case HttpProtocolException protocol: return Protocol(protocol, exception);
                case HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }:
                    return Failed(GrpcCode.ResourceExhausted, "the header fields or the trailers of the reply are larger than the client takes", exception);
                case HttpRequestException request when request.Message.Contains("exceeded the server limit", StringComparison.Ordinal):      // only the text tells
                    return Failed(GrpcCode.ResourceExhausted, "the header fields of the call are larger than the server says that it takes", exception);
            }

        return exception is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException
            ? Failed(GrpcCode.Unavailable, "the connection was lost", exception)
            : Error.From(exception);
    }

    /// <summary>Whether there was no connection for it. A new one that is lost before the call was put on it has one text of the platform, and nothing else, to tell.</summary>
    internal static bool IsUnsent(Exception exception) =>
        NotConnected.Find(exception) is not null || (exception is HttpRequestException && exception.Message.Contains("did not complete the HTTP/2 handshake", StringComparison.Ordinal));

    /// <summary>Whether the server says that it did not take the call (RFC 9113 8.7). The platform has sent it again by then, as often as it does.</summary>
    internal static bool IsRefused(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is HttpProtocolException { ErrorCode: RefusedStream }) return true;

        return false;
    }

    /// <summary>A failure that no <see cref="Error"/> came for.</summary>
    internal static Error Failed(GrpcCode code, string message, Exception? cause = null) => new(GrpcCodes.ToHttp(code), GrpcCodes.Reason(code), message) { Cause = cause };

    // The platform has one exception for a stream that was reset and for a connection that was closed: only its text tells them apart.
    static Error Protocol(HttpProtocolException e, Exception cause) => e.Message.Contains("reset the stream", StringComparison.Ordinal)
        ? Failed(GrpcCodes.OfReset(e.ErrorCode), $"the server reset the call with HTTP/2 error code {e.ErrorCode}", cause)
        : Failed(GrpcCode.Unavailable, $"the connection was closed with HTTP/2 error code {e.ErrorCode}", cause);
}
