using System.Diagnostics.Tracing;

namespace Bench;

/// <summary>What is allocated most, by type: a sample each 100 KB, told to the standard error stream at the end. Asked for by setting <c>BENCH_TYPES</c>.</summary>
sealed class AllocatedTypes : EventListener
{
    const EventKeywords Collector = (EventKeywords)1;
    const int Shown = 25;

    readonly Dictionary<string, long> seen = [];

    internal static AllocatedTypes? WhenAsked() => Environment.GetEnvironmentVariable("BENCH_TYPES") is null ? null : new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Collector);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true || eventData.Payload?[5] is not string type) return;
        lock (seen) seen[type] = seen.GetValueOrDefault(type) + 1;
    }

    public override void Dispose()
    {
        base.Dispose();
        lock (seen)
        {
            var all = seen.Values.Sum();
            foreach (var (type, count) in seen.OrderByDescending(static one => one.Value).Take(Shown)) Console.Error.WriteLine($"{100.0 * count / all,6:0.0} %  {type}");
        }
    }
}
