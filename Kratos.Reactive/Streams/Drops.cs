using System.Diagnostics.Metrics;

namespace Kratos.Reactive;

/// <summary>Counts what is dropped by choice, so that it can be seen.</summary>
static class Drops
{
    static readonly Meter meter = new("Kratos.Reactive");
    static readonly Counter<long> dropped = meter.CreateCounter<long>("kratos.stream.dropped", "{value}", "Values dropped because their consumer was too slow, or busy.");

    internal static void Count(string overflow) => dropped.Add(1, new KeyValuePair<string, object?>("overflow", overflow));

    internal static void Tell(this Backpressure limits, long soFar, Env env)
    {
        Count(limits.WhenFull == Overflow.DropOldest ? "drop_oldest" : "drop_newest");
        try
        {
            limits.Dropped?.Invoke(soFar);
        }
        catch (Exception e)
        {
            env.Unhandled(Error.From(e));
        }
    }
}
