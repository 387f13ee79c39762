using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What the HTTP server says by itself: only failures of our own that have an exception behind them, which the caller is told nothing of, and which no <c>Logging</c> has told.</summary>
static partial class HttpLog
{
    const int Most = 1024;

    internal static void Failed(HttpServing serving, HttpContext context, Error error, Exception cause)
    {
        if (serving.Log.IsEnabled(LogLevel.Error)) Failed(serving.Log, context.Request.Method, LogText.Of(context.Request.Path.ToUriComponent(), Most), LogText.Of(error.ToString(), Most), cause);
        else serving.Env.Unhandled(error);
    }

    internal static void Misruled(ILogger log, Error error) => Misruled(log, LogText.Of(error.ToString(), Most));

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed: {Failure}")]
    private static partial void Failed(ILogger log, string method, string path, string failure, Exception cause);

    [LoggerMessage(2, LogLevel.Critical, "The app is stopped, since its routes are wrong: {Failure}")]
    private static partial void Misruled(ILogger log, string failure);
}
