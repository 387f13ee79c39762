using System.Text.Json.Nodes;
using Kratos.Reactive.Kubernetes;

namespace Kratos.Reactive.Tests;

/// <summary>The double on a port, for all tests of a class; and the hand of Kubernetes itself, which writes slices as pods become ready and end.</summary>
public sealed class OneKubernetes : IAsyncLifetime
{
    internal KubernetesServer Server { get; private set; } = null!;

    internal Resource<OpenRegistry> Open => Discovery(Server.Address).Select(discovery => new OpenRegistry(new Hand(Server.Double), discovery));

    internal Resource<FailingRegistry> OpenFailing =>
        from gate in Resource.DisposingAsync(liftEff(() => new TcpGate(Server.Port)))
        from discovery in Discovery(gate.Address)
        let hand = new Hand(Server.Double)
        select new FailingRegistry(hand, discovery, liftEff(gate.Shut), liftEff(gate.Open), hand.Deregister);

    public async ValueTask InitializeAsync() => Server = await KubernetesServer.Start();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A pod of a service at an address, as the law tests copy it.</summary>
    internal static ServiceInstance Copy(string service, string id, string version) => new(id, service, version) { Endpoints = [new("grpc://10.0.0.1:9000")] };

    /// <summary>A slice with one pod.</summary>
    internal static JsonObject Slice(ServiceInstance one, string space = "default") => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = Name(one),
            ["namespace"] = space,
            ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = one.Name, ["app.kubernetes.io/version"] = one.Version },
        },
        ["addressType"] = "IPv4",
        ["endpoints"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray("10.0.0.1"), ["conditions"] = new JsonObject { ["ready"] = true }, ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = one.Id } }),
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "grpc", ["port"] = 9000, ["protocol"] = "TCP", ["appProtocol"] = "grpc" }),
    };

    internal static string Name(ServiceInstance one) => $"{one.Name}-{Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(one.Id))}";

    static Resource<KubernetesDiscovery> Discovery(string address) => Registry.Kubernetes(KubernetesOptions.Default with { Address = address, Namespace = "default", CallTimeout = 1.Seconds });

    sealed class Hand(KubernetesDouble kubernetes) : IRegistrar
    {
        public Eff<Unit> Register(ServiceInstance instance) => liftEff(() => kubernetes.Put(Slice(instance)));

        public Eff<Unit> Deregister(ServiceInstance instance) => liftEff(() => kubernetes.Remove("default", Name(instance)));
    }
}
