using Kratos.Reactive.Consul;

namespace Kratos.Reactive.Tests;

/// <summary>The double on a port, for all tests of a class.</summary>
public sealed class OneConsul : IAsyncLifetime
{
    internal ConsulServer Server { get; private set; } = null!;

    internal string Address => $"http://127.0.0.1:{Server.Port}";

    /// <summary>Two registries in it: one that registers, one that watches.</summary>
    internal Resource<OpenRegistry> Open =>
        from registrar in Registry.Consul(Address)
        from discovery in Registry.Consul(Address)
        select new OpenRegistry(registrar, discovery);

    /// <summary>The same through a gate and with a short lease; and an operator beside it.</summary>
    internal Resource<FailingRegistry> OpenFailing =>
        from gate in Resource.DisposingAsync(liftEff(() => new TcpGate(Server.Port)))
        let options = ConsulOptions.Default with { Address = gate.Address, Ttl = 3.Seconds, CallTimeout = 1.Seconds }
        from registrar in Registry.Consul(options)
        from discovery in Registry.Consul(options)
        select new FailingRegistry(registrar, discovery, liftEff(gate.Shut), liftEff(gate.Open), one => liftEff(() => Server.Double.Lose(ConsulNames.Id(one))));

    public async ValueTask InitializeAsync() => Server = await ConsulServer.Start();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
