namespace Kratos.Reactive;

/// <summary>The registries there are. Those that speak to a store are further static members, each in its adapter.</summary>
public static class Registry
{
    /// <summary>No registry: registering does nothing, and nobody is ever found. An app with it tells of no registering.</summary>
    public static NoRegistry None { get; } = new();

    /// <summary>A registry inside this process, which holds <paramref name="instances"/> from the start.</summary>
    /// <exception cref="ErrorException">One of the instances cannot be registered: see <see cref="IRegistrar"/>.</exception>
    public static MemoryRegistry Memory(params IReadOnlyList<ServiceInstance> instances) => new(instances);
}
