using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Kratos.Reactive;

/// <summary>The nodes of a service as its watch tells them, with a client of each.</summary>
/// <remarks>Whatever changes (the list, the health of a node) is noted, and one thread at a time makes it true. A node that joins can be called before the balancer knows it; one that leaves is no longer picked before it drains.</remarks>
sealed class FleetNodes
{
    const int Idle = 0, Busy = 1, Again = 2;

    readonly FleetPlan plan;
    readonly Balancer balancer;
    readonly FleetStates states;
    readonly Alarm late;
    readonly SingleAssignmentDisposable watch = new();
    readonly FleetHorizon horizon = new();
    readonly Dictionary<FleetLink, FleetHealth> healths = [];
    readonly ConcurrentDictionary<FleetLink, Unit> open = [];       // with those that left and drain
    FrozenDictionary<string, FleetLink> links = FrozenDictionary<string, FleetLink>.Empty;
    IReadOnlyList<ServiceInstance>? list;
    TaskCompletionSource changed = new();
    Error? broken, nobody;
    int state;
    volatile bool isLate, isKnown, isUnsure, closed;

    internal FleetNodes(FleetPlan plan)
    {
        (this.plan, states) = (plan, new(plan.Env));
        balancer = plan.Options.Balancing.Over(plan.Service, plan.Env);
        late = new(plan.Env.Time, static self => ((FleetNodes)self).TooLate(), this);
        if (plan.Options.FirstList >= TimeSpan.Zero) late.Set(plan.Options.FirstList);
    }

    internal IObservable<ConnectionState> State => states.Told;

    /// <summary>Ends when the nodes change.</summary>
    internal Task Changed => Volatile.Read(ref changed).Task;

    /// <summary>Whether it is too early to say that there is no node.</summary>
    internal bool IsPending => !isLate && !closed && (isKnown ? isUnsure : Volatile.Read(ref list) is not null || Volatile.Read(ref broken) is null);

    /// <summary>How long it takes until one of those that cannot be reached may be tried again.</summary>
    internal TimeSpan Rest
    {
        get
        {
            var (now, soonest) = (plan.Now, long.MaxValue);
            foreach (var link in Volatile.Read(ref links).Values)
                if (link.Reach.Until > now) soonest = Math.Min(soonest, link.Reach.Until);

            return soonest == long.MaxValue ? TimeSpan.Zero : TimeSpan.FromTicks(soonest - now);
        }
    }

    internal void Follow(IDiscovery discovery) =>
        watch.Disposable = FleetWatch.Of(() => discovery.Watch(plan.Service), Broken, plan.Options.Rewatch, plan.Env).Subscribe(Told, error => plan.Env.Unhandled(Error.From(error)));

    /// <summary>A node for this request, another one than the one that was tried, and one that can be reached, if there is one.</summary>
    internal Fin<FleetTurn> Pick(Request request, string? tried)
    {
        while (true)
        {
            var now = plan.Now;
            var picked = balancer.Pick(request, tried, horizon.IsPast(now) ? null : node => IsAvoided(node, now));
            if (picked.IsFail) return closed ? CallTime.Closed : Nobody(picked.Failed);
            if (Volatile.Read(ref links).TryGetValue(picked.Succeeded.Node.Address, out var link) && link.TryBegin()) return new FleetTurn(link, picked.Succeeded, now);
            picked.Succeeded.Done<Unit>(Error.Cancelled);        // it left in this moment
        }
    }

    /// <summary>Calls no more, and gives all clients back.</summary>
    internal async Task Close()
    {
        var left = open.Keys;
        closed = true;
        watch.Dispose();
        late.Dispose();
        Refresh();
        await Task.WhenAll(left.Select(static link => link.Closed)).ConfigureAwait(false);
        states.Close();
    }

    bool IsAvoided(Node node, long now) => Volatile.Read(ref links).TryGetValue(node.Address, out var link) && link.Reach.Until > now;

    Error Nobody(Error error) => Volatile.Read(ref nobody) ?? (Volatile.Read(ref list) is null && Volatile.Read(ref broken) is { } why ? error with { Cause = new ErrorException(why) } : error);

    void Told(IReadOnlyList<ServiceInstance> now)
    {
        Volatile.Write(ref list, now);
        Refresh();
    }

    void Broken(Error why)
    {
        FleetLog.Failed(plan.Options.Log, plan.Service, why);
        Volatile.Write(ref broken, why);
        Wake();
    }

    void TooLate()
    {
        isLate = true;
        Wake();
    }

    void Wake() => Interlocked.Exchange(ref changed, new()).TrySetResult();

    void Refresh()
    {
        if (Interlocked.Exchange(ref state, Again) != Idle) return;      // whoever is at it looks once more
        do
        {
            Interlocked.Exchange(ref state, Busy);
            try
            {
                if (closed) Abandon();
                else if (Volatile.Read(ref list) is { } present) Become(present);
            }
            catch (Exception e)
            {
                plan.Env.Unhandled(Error.From(e));       // a filter threw: the nodes stay what they were
            }
        }
        while (Interlocked.CompareExchange(ref state, Idle, Busy) != Busy);

        Wake();
    }

    void Become(IReadOnlyList<ServiceInstance> present)
    {
        var nodes = Node.All(present, plan.Schemes).DistinctBy(static node => node.Address).ToArray();
        var before = links;
        var after = new Dictionary<string, FleetLink>(nodes.Length);
        foreach (var node in nodes)
            after.Add(node.Address, before.TryGetValue(node.Address, out var link) && link.Is(node) ? link : Joined(node));

        Volatile.Write(ref links, before.Where(link => !after.ContainsKey(link.Key)).Concat(after).ToFrozenDictionary());
        var serving = plan.Options.Health is null ? nodes : Array.FindAll(nodes, node => healths[after[node.Address]].Serves);
        isUnsure = serving.Length == 0 && healths.Values.Any(static one => !one.IsKnown);
        Volatile.Write(ref nobody, Nobody(present.Count, nodes.Length, serving.Length));
        balancer.Become(serving);
        Volatile.Write(ref links, after.ToFrozenDictionary());
        states.Known();
        if (plan.Options.Health is null) late.Dispose();
        isKnown = true;
        foreach (var (address, link) in before)
            if (after.GetValueOrDefault(address) != link) Left(link);
    }

    FleetLink Joined(Node node)
    {
        FleetLog.Joins(plan.Options.Log, node);
        var link = new FleetLink(node, plan, states, horizon, gone => open.TryRemove(gone, out _));
        open.TryAdd(link, Unit.Default);
        if (plan.Options.Health is { } health) healths.Add(link, new(link, health, plan, Refresh));
        return link;
    }

    void Left(FleetLink link)
    {
        FleetLog.Leaves(plan.Options.Log, link.Node);
        if (healths.Remove(link, out var health)) health.Dispose();
        link.Leave(plan.Options.Drain);
    }

    void Abandon()
    {
        balancer.Update([]);
        foreach (var health in healths.Values) health.Dispose();
        foreach (var link in open.Keys) link.Close();
        healths.Clear();
    }

    Error? Nobody(int instances, int nodes, int serving) =>
        serving > 0 || instances == 0 ? null
        : Lane.Nobody(nodes == 0
            ? $"none of the {instances} instances of {plan.Service} has an endpoint of the scheme {string.Join(" or ", plan.Schemes)}"
            : $"none of the {nodes} nodes of {plan.Service} serves");
}
