using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What an app logs of itself.</summary>
static partial class LifecycleLog
{
    internal static void Tell(ILogger log, Lifecycle what)
    {
        if (what is Lifecycle.Failed failed) Failed(log, failed.Stage, failed.Error, Unexpected(failed.Error));
        else if (log.IsEnabled(LogLevel.Information)) Event(log, Describe(what));
    }

    static string Describe(Lifecycle what) => what switch
    {
        Lifecycle.Starting => "starting",
        Lifecycle.Bound bound => $"{bound.Server} listens on {string.Join(", ", bound.Endpoints)}",
        Lifecycle.Registered registered => $"registered {registered.Instance.Name} {registered.Instance.Id} at {string.Join(", ", registered.Instance.Endpoints)}",
        Lifecycle.Started => "started",
        Lifecycle.Stopping stopping => stopping.Why.Match(static why => $"stopping: {why.Message}", static () => "stopping"),
        Lifecycle.Deregistered deregistered => $"deregistered {deregistered.Instance.Id}",
        Lifecycle.Closed closed => $"{closed.Server} closed",
        _ => "stopped",
    };

    // The text of an error names its cause; a stack is for what nobody foresaw.
    static Exception? Unexpected(Error error) => error.Reason == "PANIC" ? error.Cause : null;

    [LoggerMessage(1, LogLevel.Information, "{What}")]
    internal static partial void Event(ILogger log, string what);

    [LoggerMessage(2, LogLevel.Error, "{Stage} failed: {Error}")]
    internal static partial void Failed(ILogger log, string stage, Error error, Exception? cause);

    [LoggerMessage(3, LogLevel.Warning, "told to stop again: aborting")]
    internal static partial void Aborting(ILogger log);

    [LoggerMessage(4, LogLevel.Error, "a failure that nobody else is told of: {Error}")]
    internal static partial void Unhandled(ILogger log, Error error, Exception? cause);
}
