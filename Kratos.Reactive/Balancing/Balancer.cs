namespace Kratos.Reactive;

/// <summary>Picks a node of one service for each call. Tell it the nodes (<see cref="Update"/>) as often as they change; what it learnt of one lasts as long as that one is listed.</summary>
/// <remarks>Safe to use from several threads. Picking waits for nothing and allocates nothing, except: <see cref="Balancing.RoundRobin"/> takes turns, <see cref="Balancing.By"/> and the first pick for a
/// key of <see cref="Balancing.Split"/> allocate, and so does whatever the functions do that one gave.</remarks>
public sealed class Balancer
{
    readonly Balancing balancing;
    readonly Env env;
    readonly long origin;
    readonly Ejector ejector;
    readonly Func<Fleet> present;
    Fleet fleet;

    internal Balancer(string service, Balancing balancing, Env env)
    {
        (Service, this.balancing, this.env) = (service, balancing, env);
        (origin, ejector, fleet) = (env.Time.GetTimestamp(), new(balancing.Ejection, service, balancing.Log, env), Fleet.Unknown(service, balancing, env));
        present = () => Volatile.Read(ref fleet);
    }

    /// <summary>The service whose nodes these are.</summary>
    public string Service { get; }

    /// <summary>How each node of the list looks now, in its order.</summary>
    public IReadOnlyList<NodeStatus> Status => present().Status(Now);

    /// <summary>From now on these are the nodes. One whose instance id and address were in the list before keeps what is known of it; of two at one address the first counts.</summary>
    /// <remarks>Calls in flight on a node that left are not disturbed. A weight that cannot be right (400 <c>WEIGHT_INVALID</c>) is logged (<see cref="Balancing.Log"/>). A node that a filter made up
    /// (500 <c>NODE_FOREIGN</c>) is told to <see cref="Env.Unhandled"/>. So is what the filter throws: the list stays what it was then, until the next one.</remarks>
    public void Update(IReadOnlyList<Node> nodes)
    {
        try
        {
            Become(nodes);
        }
        catch (Exception e)
        {
            env.Unhandled(Error.From(e));
        }
    }

    /// <summary>A node for this request; 503 <c>NO_AVAILABLE_NODE</c>, naming the service, when there is none. Say how the call ended: <see cref="Picked.Done"/>.</summary>
    public Fin<Picked> Pick(Request request) => Pick(request, null, null);

    /// <summary>A node for this request, another one than <paramref name="tried"/> if there is one that may be picked: for the next try.</summary>
    public Fin<Picked> PickOther(Request request, Node tried) => Pick(request, tried.Address, null);

    /// <summary>Picks a node, calls it, and learns from the end, whatever that is: a value, a failure, or that the caller left.</summary>
    /// <remarks>A call that is cut when its deadline has come (a <c>Timeout</c> around this) has timed out, and speaks against the node.</remarks>
    public Eff<A> Call<A>(Request request, Func<Node, Eff<A>> call) => Resource
        .Make(liftEff(env => Pick(request).Map(picked => new Calling<A>(picked, env))), static calling => liftEff(calling.Done))
        .Use(calling => unitEff.Bind(_ => call(calling.Node)).Finally(end => liftEff(() => calling.Ended(end))));

    /// <summary>A node for this request; one at the address that was tried, or that is to be avoided, only if there is no other.</summary>
    internal Fin<Picked> Pick(Request request, string? tried, Func<Node, bool>? avoided)
    {
        var now = Now;
        var chosen = Volatile.Read(ref fleet).LaneOf(request).Choose(new(request, now, ejector.AnyOut(now), tried, avoided));
        if (chosen.IsFail) return chosen.Error;
        chosen.Succeeded.Load.Begin(now);
        return new Picked(this, chosen.Succeeded, now);
    }

    /// <summary>The same as <see cref="Update"/>, to one who has to know: what the filter throws is thrown.</summary>
    internal void Become(IReadOnlyList<Node> nodes)
    {
        Fleet before, after;
        do
        {
            before = present();
            after = before.With(nodes, Now);
        }
        while (!ejector.Replace(ref fleet, before, after, Now));
        foreach (var fault in after.Faults(before)) env.Safely(() => BalancingLog.WeightInvalid(balancing.Log, fault));
    }

    internal void Learn(Member member, long start, Error? failure)
    {
        member.Load.End(start);
        var core = failure is null ? null : NodeFault.Core(failure);
        if (core is not null && NodeFault.IsSilent(core)) return;
        var now = Now;
        var blamed = core is not null && balancing.Blames(core);
        member.Load.Learn(!blamed, start, now);
        if (blamed) ejector.Failed(member, present, start, now, core!);
        else ejector.Succeeded(member, start);
    }

    internal long Now => env.Time.GetElapsedTime(origin).Ticks;
}
