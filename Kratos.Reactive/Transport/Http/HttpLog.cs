using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What the HTTP server says by itself: only failures of our own that have an exception behind them, which the caller is told nothing of.</summary>
static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed: {Failure}")]
    internal static partial void Failed(ILogger log, string method, string path, Error failure, Exception cause);
}
