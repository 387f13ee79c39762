using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What a client of a fleet tells of itself.</summary>
static partial class FleetLog
{
    static readonly Meter meter = new("Kratos.Reactive");
    static readonly Counter<long> failed = meter.CreateCounter<long>("kratos.client.watch_failed", "{watch}", "Watches of the nodes of a service that failed or ended, and were begun again.");

    internal static void Failed(ILogger log, string service, Error why)
    {
        failed.Add(1, new KeyValuePair<string, object?>("service", service));
        WatchFailed(log, service, why);
    }

    [LoggerMessage(80, LogLevel.Warning, "the watch of the nodes of {Service} is over, and begun again; the last list stands: {Why}")]
    static partial void WatchFailed(ILogger log, string service, Error why);

    [LoggerMessage(81, LogLevel.Warning, "{Node} cannot be called: {Why}")]
    internal static partial void NotOpened(ILogger log, Node node, Error why);

    [LoggerMessage(82, LogLevel.Debug, "{Node} joins")]
    internal static partial void Joins(ILogger log, Node node);

    [LoggerMessage(83, LogLevel.Debug, "{Node} leaves")]
    internal static partial void Leaves(ILogger log, Node node);

    [LoggerMessage(84, LogLevel.Information, "{Node} serves: {Serves}")]
    internal static partial void Health(ILogger log, Node node, bool serves);

    [LoggerMessage(85, LogLevel.Warning, "{Node} had calls going on {Drain} after it left: its connections are closed")]
    internal static partial void NotDrained(ILogger log, Node node, TimeSpan drain);
}
