namespace Kratos.Reactive.Tests;

public sealed class MemoryRegistrarTests : RegistrarLaws
{
    readonly VirtualTime time = new();

    protected override Resource<OpenRegistry> Open => MemoryDiscoveryTests.Memory;

    protected override ValueTask<Fin<Unit>> Run(Eff<Unit> law) => new(time.Run(law).End);
}
