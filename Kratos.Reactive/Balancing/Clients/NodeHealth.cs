namespace Kratos.Reactive;

/// <summary>Asks a node whether it serves, and hears of each change: true, false. An end or a failure is a false, and it is asked again after a wait (<see cref="FleetOptions.Rewatch"/>).</summary>
/// <param name="node">A client of the node alone.</param>
/// <param name="env">The environment of whoever acquired the client of the fleet, without a deadline.</param>
public delegate IObservable<bool> NodeHealth(Client node, Env env);
