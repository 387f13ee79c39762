using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>Leaves nodes out and takes them back, so that at no instant more than half of those that serve are out.</summary>
sealed class Ejector(Ejection terms, string service, ILogger log, Env env)
{
    static readonly Meter meter = new("Kratos.Reactive");
    static readonly Counter<long> ejected = meter.CreateCounter<long>("kratos.balancing.ejected", "{node}", "Nodes left out for their failures, by service and address.");

    readonly Lock gate = new();
    long latest;        // after it nobody is out

    internal bool AnyOut(long now) => now < Volatile.Read(ref latest);

    internal void Succeeded(Member member, long start)
    {
        if (member.Outlier.IsSuspect && IsBack(member.Outlier, start)) TellBack(member.Node);
    }

    /// <summary>A call that began at <paramref name="start"/> failed by the node's fault. One that began before the node was back says nothing new.</summary>
    internal void Failed(Member failing, Func<Fleet> fleet, long start, long now, Error why)
    {
        if (Leaves(failing.Outlier, fleet, start, now)) TellOut(failing.Node, TimeSpan.FromTicks(failing.Outlier.Until - now), why);
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

    void TellOut(Node node, TimeSpan length, Error why)
    {
        env.Safely(() => ejected.Add(1, new("service", service), new("address", node.Address)));
        env.Safely(() => BalancingLog.LeftOut(log, node, length, why));
    }

    void TellBack(Node node) => env.Safely(() => BalancingLog.Back(log, node));

    bool IsBack(Outlier one, long start)
    {
        lock (gate) return start >= one.Until && one.Clear();
    }

    bool Leaves(Outlier one, Func<Fleet> fleet, long start, long now)
    {
        lock (gate)
        {
            if (start < one.Until || !one.Fail(terms.After)) return false;
            var (serves, others) = (false, 0);
            var serving = fleet().Serving;
            foreach (var member in serving)
                if (member.Outlier == one) serves = true;
                else if (member.Outlier.IsOut(now)) others++;

            if (!serves || others + 1 > serving.Length / 2) return false;
            one.Leave(now, terms);
            Volatile.Write(ref latest, Math.Max(latest, one.Until));
            return true;
        }
    }
}
