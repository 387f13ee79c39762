namespace Kratos.Reactive;

/// <summary>The one table between the codes of an <see cref="Error"/>, which are those of HTTP, and the status codes of gRPC. Source: Go Kratos <c>transport/http/status</c>.</summary>
/// <remarks>gRPC codes that share an HTTP code are told apart by the reason: a status that came without one gets the code's own name for a reason, and that name goes out as that code again.</remarks>
static class GrpcCodes
{
    static readonly (GrpcCode Code, int Http, string Reason)[] table =
    [
        (GrpcCode.Ok, 200, "OK"),
        (GrpcCode.Cancelled, 499, Error.Cancelled.Reason),
        (GrpcCode.Unknown, 500, "UNKNOWN"),
        (GrpcCode.InvalidArgument, 400, "INVALID_ARGUMENT"),
        (GrpcCode.DeadlineExceeded, 504, Error.TimedOut.Reason),
        (GrpcCode.NotFound, 404, "NOT_FOUND"),
        (GrpcCode.AlreadyExists, 409, "ALREADY_EXISTS"),
        (GrpcCode.PermissionDenied, 403, "PERMISSION_DENIED"),
        (GrpcCode.ResourceExhausted, 429, "RESOURCE_EXHAUSTED"),
        (GrpcCode.FailedPrecondition, 412, "FAILED_PRECONDITION"),
        (GrpcCode.Aborted, 409, "ABORTED"),
        (GrpcCode.OutOfRange, 400, "OUT_OF_RANGE"),
        (GrpcCode.Unimplemented, 501, "UNIMPLEMENTED"),
        (GrpcCode.Internal, 500, "INTERNAL"),
        (GrpcCode.Unavailable, 503, "UNAVAILABLE"),
        (GrpcCode.DataLoss, 500, "DATA_LOSS"),
        (GrpcCode.Unauthenticated, 401, "UNAUTHENTICATED"),
    ];

    /// <summary>The HTTP code of a status; 500 for one that gRPC does not define.</summary>
    internal static int ToHttp(GrpcCode code) => Row(code).Http;

    /// <summary>The reason of a status that came without one.</summary>
    internal static string Reason(GrpcCode code) => Row(code).Reason;

    /// <summary>The status for a failure. A code that the table does not have is <see cref="GrpcCode.Unknown"/>; a failure is never <see cref="GrpcCode.Ok"/>.</summary>
    internal static GrpcCode Of(Error error)
    {
        foreach (var (code, http, reason) in table)
            if (http == error.Code && reason == error.Reason && code != GrpcCode.Ok) return code;

        return error.Code switch
        {
            400 => GrpcCode.InvalidArgument,
            401 => GrpcCode.Unauthenticated,
            403 => GrpcCode.PermissionDenied,
            404 => GrpcCode.NotFound,
            409 => GrpcCode.Aborted,
            412 => GrpcCode.FailedPrecondition,
            429 => GrpcCode.ResourceExhausted,
            499 => GrpcCode.Cancelled,
            500 => GrpcCode.Internal,
            501 => GrpcCode.Unimplemented,
            503 => GrpcCode.Unavailable,
            504 => GrpcCode.DeadlineExceeded,
            _ => GrpcCode.Unknown,
        };
    }

    /// <summary>What an answer without a status means, by its HTTP status. Source: grpc/grpc doc/http-grpc-status-mapping.md.</summary>
    internal static GrpcCode OfBareHttp(int status) => status switch
    {
        400 or 431 => GrpcCode.Internal,
        401 => GrpcCode.Unauthenticated,
        403 => GrpcCode.PermissionDenied,
        404 => GrpcCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcCode.Unavailable,
        _ => GrpcCode.Unknown,
    };

    /// <summary>What the end of a stream by an HTTP/2 error code means. Source: grpc/grpc doc/PROTOCOL-HTTP2.md, "Errors".</summary>
    internal static GrpcCode OfReset(long http2) => http2 switch
    {
        0x7 => GrpcCode.Unavailable,            // REFUSED_STREAM: never processed
        0x8 => GrpcCode.Cancelled,              // CANCEL
        0xb => GrpcCode.ResourceExhausted,      // ENHANCE_YOUR_CALM
        0xc => GrpcCode.PermissionDenied,       // INADEQUATE_SECURITY
        _ => GrpcCode.Internal,
    };

    static (GrpcCode Code, int Http, string Reason) Row(GrpcCode code) => (uint)code < (uint)table.Length ? table[(int)code] : table[(int)GrpcCode.Unknown];
}
