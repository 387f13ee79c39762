namespace Kratos.Reactive;

/// <summary>Asks one node again and again whether it serves.</summary>
sealed class FleetHealth : IDisposable
{
    readonly FleetLink link;
    readonly FleetPlan plan;
    readonly Action changed;
    readonly IDisposable asking;
    int serves = Unknown;

    const int Unknown = 0, No = 1, Yes = 2;

    internal FleetHealth(FleetLink link, NodeHealth health, FleetPlan plan, Action changed)
    {
        (this.link, this.plan, this.changed) = (link, plan, changed);
        asking = FleetWatch.Of(() => Asked(health), _ => Told(No), plan.Options.Rewatch, plan.Env).Subscribe(serves => Told(serves ? Yes : No), error => plan.Env.Unhandled(Error.From(error)));
    }

    internal bool Serves => Volatile.Read(ref serves) == Yes;

    internal bool IsKnown => Volatile.Read(ref serves) != Unknown;

    public void Dispose() => asking.Dispose();

    IObservable<bool> Asked(NodeHealth health) => new ValueTaskEff<Client>(_ => link.Client()).ToObservable(plan.Env).SelectMany(client => health(client, plan.Env));

    void Told(int now)
    {
        if (Interlocked.Exchange(ref serves, now) == now) return;
        FleetLog.Health(plan.Options.Log, link.Node, now == Yes);
        changed();
    }
}
