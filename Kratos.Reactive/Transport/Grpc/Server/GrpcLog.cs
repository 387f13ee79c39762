using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What the gRPC server says by itself: only what its callers are told nothing of.</summary>
static partial class GrpcLog
{
    [LoggerMessage(1, LogLevel.Error, "{Operation} failed: {Failure}")]
    internal static partial void Failed(ILogger log, Operation operation, Error failure, Exception cause);

    [LoggerMessage(2, LogLevel.Error, "{Operation} failed, and its metadata could not be sent: {Refused}")]
    internal static partial void Unsent(ILogger log, Operation operation, Error refused);
}
