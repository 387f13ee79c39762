namespace Kratos.Reactive;

/// <summary>A client of a fleet from its acquiring until it is given back.</summary>
sealed class FleetClient
{
    readonly CancellationTokenSource closed = new();
    readonly FleetPlan plan;
    readonly FleetNodes nodes;

    internal FleetClient(FleetPlan plan, IDiscovery discovery)
    {
        (this.plan, nodes) = (plan, new(plan));
        Client = new FleetCalls(plan, nodes, closed.Token).ToClient();
        nodes.Follow(discovery);
    }

    internal Client Client { get; }

    internal Task Close()
    {
        closed.Tell(plan.Env);
        return nodes.Close();
    }
}
