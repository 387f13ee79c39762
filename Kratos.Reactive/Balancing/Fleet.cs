using System.Collections.Concurrent;

namespace Kratos.Reactive;

/// <summary>One list of nodes and all that was worked out for it. Only its lanes grow, as requests ask for them.</summary>
sealed class Fleet
{
    const int MostLanes = 1024;

    readonly string service;
    readonly Balancing balancing;
    readonly Env env;
    readonly Member[] all;
    readonly Lane main;
    readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    readonly Env once;      // tells only the first of what would be told at each pick
    int told;

    Fleet(string service, Balancing balancing, Env env, Member[] all, Lane main)
    {
        (this.service, this.balancing, this.env, this.all, this.main) = (service, balancing, env, all, main);
        once = env.WithUnhandled(error =>
        {
            if (Interlocked.Exchange(ref told, 1) == 0) env.Unhandled(error);
        });
    }

    /// <summary>Before the first list.</summary>
    internal static Fleet Unknown(string service, Balancing balancing, Env env) =>
        new(service, balancing, env, [], Lane.Closed(Lane.Nobody($"no list of the nodes of {service} has come yet")));

    /// <summary>Those picked from, whatever the request.</summary>
    internal Member[] Serving => main.Members;

    /// <summary>The same balancing over another list. A node that has the instance and the address of one before goes on as that one.</summary>
    internal Fleet With(IEnumerable<Node> nodes, long now)
    {
        var before = all.ToDictionary(static one => (one.Node.Instance.Id, one.Node.Address));
        var members = nodes.DistinctBy(static node => node.Address)
            .Select(node => !before.TryGetValue((node.Instance.Id, node.Address), out var known) ? new(node, new(now), new())
                : known.Node.Equals(node) ? known
                : new Member(node, known.Load, known.Outlier))
            .ToArray();
        var after = new Fleet(service, balancing, env, members, Lane.Of(members, balancing.Filter, balancing.Choosing, main, service, env));
        foreach (var (key, lane) in lanes)
            if (lane.IsUsed) env.Safely(() => after.lanes[key] = after.Split(key, balancing.Choosing, lane, env));     // else the next pick tries, and fails

        return after;
    }

    internal Lane LaneOf(Request request)
    {
        if (balancing.Splits is not { } splits || Serving.Length == 0) return main;
        try
        {
            var key = splits.Key(request) ?? "";
            return lanes.TryGetValue(key, out var lane) ? lane
                : lanes.Count < MostLanes ? lanes.GetOrAdd(key, static (key, fleet) => fleet.Split(key, fleet.balancing.Choosing, fleet.main, fleet.env), this)
                : Split(key, Balancing.Random.Choosing, null, once);
        }
        catch (Exception e)
        {
            return Lane.Closed(Error.From(e));
        }
    }

    /// <summary>What is wrong with the weights of nodes that were not there before, or said something else.</summary>
    internal IEnumerable<Error> Faults(Fleet before)
    {
        var told = before.all.Select(static one => one.Node).ToHashSet();
        foreach (var member in all)
        {
            if (told.Contains(member.Node)) continue;
            _ = NodeWeight.Of(member.Node.Instance, out var fault);
            if (fault is not null) yield return fault;
        }
    }

    internal IReadOnlyList<NodeStatus> Status(long now) => ValueList.From(all.Select(one => one.Status(now)));

    Lane Split(string key, ChooserOf choosers, Lane? before, Env env)
    {
        var filter = balancing.Splits!.Filter(key);
        NodeFilters.Check(filter);
        return Lane.Of(Serving, filter, choosers, before, service, env);
    }
}
