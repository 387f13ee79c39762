namespace Kratos.Reactive;

/// <summary>What failures of a store mean.</summary>
static class RegistryFaults
{
    /// <summary>What the lease was lost with: the store does not know it.</summary>
    internal static Error LeaseGone { get; } = Error.NotFound("LEASE_GONE", "the store no longer knows the lease");

    internal static Error Replaced { get; } = Error.Conflict("INSTANCE_REPLACED", "another process has registered the same name and id");

    internal static Error Closed { get; } = Error.Unavailable("REGISTRY_CLOSED", "the registry was given back");

    /// <summary>The number that was chosen for a new lease belongs to another one.</summary>
    internal static Error NumberTaken { get; } = Error.Conflict("LEASE_NUMBER_TAKEN", "another lease has this number");

    /// <summary>Another try may do better: nobody has to change anything. Of several failures, which came from several places, one such is enough.</summary>
    internal static bool MayHeal(Error error) =>
        error.Code is not (400 or 401 or 403 or 501)
        || error.Reason == "OUT_OF_RANGE"      // a revision of etcd that is gone meanwhile
        || error.Others.Any(MayHeal);

    /// <summary>What a lease that is lost has in common: trying to renew it again is of no use.</summary>
    internal static bool IsLoss(Error error) => error.Is(LeaseGone) || error.Is(Replaced);
}
