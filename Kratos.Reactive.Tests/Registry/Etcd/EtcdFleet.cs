using Kratos.Reactive.Etcd;

namespace Kratos.Reactive.Tests;

/// <summary>Three programs on a real etcd, each of which asks another endpoint first.</summary>
static class EtcdFleet
{
    internal static Task<RegistryFleet> On(IReadOnlyList<string> endpoints, EtcdOptions? settings = null)
    {
        var options = settings ?? EtcdOptions.Default;
        return RegistryFleet.On(options.Ttl, (n, log) => Registry
            .Etcd(options with { Endpoints = [.. endpoints.Skip(n), .. endpoints.Take(n)], Log = log })
            .Select(static registry => new OpenRegistry(registry, registry)));
    }

    extension(RegistryFleet fleet)
    {
        internal string Key(int n) => $"/microservices/{fleet.Service}/{fleet.Instances[n].Id}";
    }
}
