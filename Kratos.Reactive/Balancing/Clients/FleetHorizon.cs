namespace Kratos.Reactive;

/// <summary>An instant after which no node of a fleet is avoided, so that as a rule nobody has to look.</summary>
sealed class FleetHorizon
{
    long at;

    internal bool IsPast(long now) => now >= Volatile.Read(ref at);

    internal void Reach(long then)
    {
        long seen;
        do seen = Volatile.Read(ref at);
        while (seen < then && Interlocked.CompareExchange(ref at, then, seen) != seen);
    }
}
