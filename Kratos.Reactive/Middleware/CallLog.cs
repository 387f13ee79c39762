using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

static partial class CallLog
{
    internal static void Ended(ILogger log, Env env, Operation operation, TimeSpan latency, Fin<Reply> end)
    {
        var error = end.IsFail ? end.Error : null;
        var level = error is null ? LogLevel.Information : error.Code is >= 400 and < 500 ? LogLevel.Warning : LogLevel.Error;
        if (!log.IsEnabled(level)) return;
        var kind = env.TryFind(Call.Key, out var call) ? call.Kind : "";
        Write(log, level, kind, operation.Name, error?.Code ?? 200, error?.Reason ?? "", latency.TotalMilliseconds, level == LogLevel.Error ? error?.Cause : null);
    }

    [LoggerMessage(EventId = 10, Message = "{Kind} {Operation} {Code} {Reason} {Milliseconds:0.###} ms")]
    private static partial void Write(ILogger log, LogLevel level, string kind, string operation, int code, string reason, double milliseconds, Exception? cause);
}
