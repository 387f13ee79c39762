namespace Kratos.Reactive.Tests;

public sealed class MemoryDiscoveryTests : DiscoveryLaws
{
    internal static readonly Resource<OpenRegistry> Memory = Resource.OnEnter(liftEff(() =>
    {
        var registry = Registry.Memory();
        return new OpenRegistry(registry, registry);
    }));

    readonly VirtualTime time = new();

    protected override Resource<OpenRegistry> Open => Memory;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => new(time.Run(law).End);
}
