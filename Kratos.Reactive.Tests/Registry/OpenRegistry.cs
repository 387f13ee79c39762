namespace Kratos.Reactive.Tests;

/// <summary>A registry under test: both ends of one store, which may be one object or two connections.</summary>
public sealed record OpenRegistry(IRegistrar Registrar, IDiscovery Discovery);
