namespace Kratos.Reactive.Tests;

/// <summary>A registry under test whose store can be cut off, and forced to lose what it has.</summary>
/// <param name="Registrar">One end.</param>
/// <param name="Discovery">The other end.</param>
/// <param name="Cut">From now on neither end reaches the store.</param>
/// <param name="Mend">They reach it again.</param>
/// <param name="Lose">Makes the store lose one instance, as it does when a lease runs out. It works while the ends are cut off, too.</param>
public sealed record FailingRegistry(IRegistrar Registrar, IDiscovery Discovery, Eff<Unit> Cut, Eff<Unit> Mend, Func<ServiceInstance, Eff<Unit>> Lose);
