namespace Kratos.Reactive;

/// <summary>The registries there are. Those that speak to a store are further static members, each in its adapter.</summary>
public static class Registry
{
    /// <summary>No registry: registering does nothing, and nobody is ever found. An app with it tells of no registering.</summary>
    public static NoRegistry None { get; } = new();

    /// <summary>A registry inside this process, which holds <paramref name="instances"/> from the start.</summary>
    /// <exception cref="ErrorException">One of the instances cannot be registered: see <see cref="IRegistrar"/>.</exception>
    public static MemoryRegistry Memory(params IReadOnlyList<ServiceInstance> instances) => new(instances);

    /// <summary>A list that does not change: nobody registers, and nobody leaves.</summary>
    /// <exception cref="ErrorException">One of the instances could not be registered either: see <see cref="IRegistrar"/>.</exception>
    public static StaticDiscovery Static(params IReadOnlyList<ServiceInstance> instances) => new(instances);

    /// <summary>One service at endpoints that do not change, an instance each, with <c>host:port</c> as its id. The host of each is whatever the one who calls it finds under its name.</summary>
    /// <exception cref="ErrorException">One of the endpoints is not <c>scheme://host:port</c>: <c>ENDPOINT_INVALID</c> or <c>ADDRESS_INVALID</c>.</exception>
    public static StaticDiscovery Static(string name, params IReadOnlyList<string> endpoints) => StaticDiscovery.At(name, endpoints);

    /// <summary>Discovery by the names of hosts, which are looked up again and again: an instance for each address. Wrong settings are 400 <c>DNS_OPTIONS_INVALID</c>.</summary>
    public static Resource<DnsDiscovery> Dns(DnsOptions options) =>
        from settings in Resource.OnEnter(liftEff(_ => options.Checked()))
        from discovery in Resource.Make(envEff.Map(env => new DnsDiscovery(settings, env)), static discovery => liftEff(discovery.Close))
        select discovery;

    /// <summary>One service at endpoints whose hosts are looked up: <c>Registry.Dns("shop", "grpc://shop.prod.internal:9000")</c>.</summary>
    public static Resource<DnsDiscovery> Dns(string name, params IReadOnlyList<string> endpoints) => Dns(new DnsOptions { Endpoints = asked => asked == name ? endpoints : [] });
}
