namespace Kratos.Reactive;

/// <summary>What keeping an instance announced asks of a store. All of it may be done twice, and all but <see cref="Take"/> of what is not there.</summary>
/// <remarks>A lease is a number that its owner chose, under which the store holds one instance for a while after it last heard of it. A span is for how long that is.</remarks>
interface ILeases
{
    /// <summary>Writes the instance under a new lease, over whatever is there. <see cref="RegistryFaults.NumberTaken"/> when the number is not new.</summary>
    Eff<TimeSpan> Take(ServiceInstance instance, long lease);

    /// <summary>The same under a lease that may be there already.</summary>
    Eff<TimeSpan> Retake(ServiceInstance instance, long lease) => Take(instance, lease);

    /// <summary>Renews the lease and sees to it that the instance is there: else <see cref="RegistryFaults.LeaseGone"/>, or <see cref="RegistryFaults.Replaced"/> when another process has taken its place.</summary>
    Eff<TimeSpan> Keep(ServiceInstance instance, long lease);

    /// <summary>Writes a lost instance again, unless another process has taken its place: that one stays, and this is <see cref="RegistryFaults.Replaced"/>.</summary>
    Eff<TimeSpan> Restore(ServiceInstance instance, long lease);

    /// <summary>Ends the lease and what is held under it; what another process has put there stays.</summary>
    Eff<Unit> Release(ServiceInstance instance, long lease);
}
