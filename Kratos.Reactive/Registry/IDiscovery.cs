namespace Kratos.Reactive;

/// <summary>Finds the running copies of a service.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>law</term><description>what holds of <see cref="Watch"/></description></listheader>
/// <item><term>cold</term><description>Nothing is asked before someone subscribes; every subscriber has its own watch.</description></item>
/// <item><term>present first</term><description>The first snapshot is the present one, for a late subscriber too; an empty list means that there is none.</description></item>
/// <item><term>whole</term><description>Every snapshot is complete: a <see cref="ValueList{T}"/> sorted by id, ordinally. A missed one is made good by the next.</description></item>
/// <item><term>forward</term><description>No two equal snapshots in a row, and never an older one after a newer one.</description></item>
/// <item><term>steady</term><description>A fault that may heal keeps the last snapshot and is tried again inside; <c>OnError</c> says that this cannot heal. It never completes.</description></item>
/// <item><term>apart</term><description>One subscriber's failure does not reach the others. Disposing frees everything.</description></item>
/// </list>
/// </remarks>
public interface IDiscovery
{
    /// <summary>Those present now, sorted by id; an empty list when there is none.</summary>
    Eff<IReadOnlyList<ServiceInstance>> GetService(string name);

    /// <summary>Those present now, and again whenever that changes.</summary>
    IObservable<IReadOnlyList<ServiceInstance>> Watch(string name);
}
