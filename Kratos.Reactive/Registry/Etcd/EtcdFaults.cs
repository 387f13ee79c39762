namespace Kratos.Reactive.Etcd;

/// <summary>What failures of etcd mean.</summary>
static class EtcdFaults
{
    /// <summary>What the lease was lost with: etcd does not know it.</summary>
    internal static Error LeaseGone { get; } = Error.NotFound("LEASE_GONE", "etcd no longer knows the lease");

    internal static Error Replaced { get; } = Error.Conflict("INSTANCE_REPLACED", "another process has registered the same name and id");

    internal static Error Closed { get; } = Error.Unavailable("REGISTRY_CLOSED", "the registry was given back");

    /// <summary>An answer of etcd, which another endpoint would give as well; else the endpoint is at fault.</summary>
    internal static bool IsAnswer(Error error) => error.Code is 400 or 401 or 403 or 404 or 409 or 412;

    /// <summary>Another try may do better: nobody has to change anything.</summary>
    internal static bool MayHeal(Error error) => error.Code is not (400 or 401 or 403 or 501) || error.Reason == "OUT_OF_RANGE";      // a revision that is gone meanwhile

    /// <summary>What a lease that is lost has in common: trying to renew it again is of no use.</summary>
    internal static bool IsLoss(Error error) => error.Is(LeaseGone) || error.Is(Replaced);
}
