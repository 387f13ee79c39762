using System.Diagnostics.Metrics;

namespace Kratos.Reactive;

/// <summary>Leaves nodes out and takes them back, so that at no instant more than half of those that serve are out.</summary>
sealed class Ejector(Ejection terms, string service)
{
    static readonly Meter meter = new("Kratos.Reactive");
    static readonly Counter<long> ejected = meter.CreateCounter<long>("kratos.balancing.ejected", "{node}", "Nodes left out for their failures.");

    readonly Lock gate = new();
    long latest;        // after it nobody is out

    internal bool AnyOut(long now) => now < Volatile.Read(ref latest);

    internal void Succeeded(Outlier one, long start)
    {
        if (!one.IsSuspect) return;
        lock (gate)
            if (start >= one.Until) one.Clear();
    }

    /// <summary>A call that began at <paramref name="start"/> failed by the node's fault. One that began before the node was back says nothing new.</summary>
    internal void Failed(Outlier one, Func<Fleet> fleet, long start, long now)
    {
        lock (gate)
        {
            if (start < one.Until || !one.Fail(terms.After)) return;
            var (serves, others) = (false, 0);
            var serving = fleet().Serving;
            foreach (var member in serving)
                if (member.Outlier == one) serves = true;
                else if (member.Outlier.IsOut(now)) others++;

            if (!serves || others + 1 > serving.Length / 2) return;
            one.Leave(now, terms);
            Volatile.Write(ref latest, Math.Max(latest, one.Until));
        }

        ejected.Add(1, new KeyValuePair<string, object?>("service", service));
    }

    /// <summary>Lets another list serve, if nobody was faster; those that are back soonest are taken back at once where too many would be out.</summary>
    internal bool Replace(ref Fleet current, Fleet before, Fleet after, long now)
    {
        lock (gate)
        {
            if (!ReferenceEquals(current, before)) return false;
            var excess = after.Serving.Where(one => one.Outlier.IsOut(now)).OrderBy(static one => one.Outlier.Until).SkipLast(after.Serving.Length / 2);
            foreach (var one in excess.ToArray()) one.Outlier.Return(now);
            Volatile.Write(ref current, after);
            return true;
        }
    }
}
