namespace Kratos.Reactive;

/// <summary>What the exceptions of the platform mean.</summary>
static class HttpFaults
{
    const long RefusedStream = 7;

    /// <summary>Whether the server surely never saw the call: there was no connection, or it says that it did not take it (RFC 9113 8.7).</summary>
    internal static bool IsUnsent(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is NotConnected or HttpProtocolException { ErrorCode: RefusedStream }) return true;

        return false;
    }

    internal static Error Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            switch (e)
            {
                case ErrorException known: return known.Error;
                case NotConnected not: return not.Error;
                case HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } or HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }:
                    return Error.TooManyRequests("RESOURCE_EXHAUSTED", "the header fields of the reply are larger than the client takes") with { Cause = exception };
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }:
                    return new Error(502, "BAD_REPLY", "the server answered with something that is not HTTP") { Cause = exception };
                case InvalidDataException:
                    return Error.Internal("CODEC", "the reply cannot be unpacked") with { Cause = exception };
            }

        return exception is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException
            ? Error.Unavailable("UNAVAILABLE", "the connection was lost") with { Cause = exception }
            : Error.From(exception);
    }
}
