namespace Kratos.Reactive;

/// <summary>Which endpoints an instance publishes for what its servers really listen on. One of the choices below; <see cref="Automatic"/> unless told otherwise.</summary>
/// <remarks>
/// <para>What decides, first to last: <see cref="As"/>; the environment variable <see cref="HostVariable"/>; the environment variable <see cref="InterfaceVariable"/>; the choice made in code.</para>
/// <list type="table">
/// <listheader><term>a server listens on</term><description>published is</description></listheader>
/// <item><term>loopback</term><description>the same: nobody else reaches it, under any name.</description></item>
/// <item><term>one address or name</term><description>the same, or the host that was given.</description></item>
/// <item><term>every interface</term><description>the host that was given, or an address of this machine; never <c>0.0.0.0</c> or <c>::</c>.</description></item>
/// <item><term>no host (a Unix socket)</term><description>nothing: nobody else reaches it.</description></item>
/// </list>
/// <para>An address of this machine is one that is global unicast (private networks are), of the interface that is up and has the lowest index among those that have one; IPv4 before
/// IPv6, and only IPv4 for <c>0.0.0.0</c>. Scheme, port, path and query stay.</para>
/// <para>Errors: 400 <c>ADVERTISE_INVALID</c> for a setting that cannot be right, naming it; 503 <c>NO_ADDRESS</c> when no address fits. All of them are kept.</para>
/// </remarks>
public abstract record Advertise
{
    /// <summary>Names the host to publish; a name or an address, without a port. Empty is unset.</summary>
    public const string HostVariable = "KRATOS_ADVERTISE_HOST";

    /// <summary>Names the network interface whose address is published. Empty is unset.</summary>
    public const string InterfaceVariable = "KRATOS_ADVERTISE_INTERFACE";

    private protected Advertise() { }

    /// <summary>An address of this machine.</summary>
    public static Advertise Automatic { get; } = new AdvertiseAddress.OfAny();

    /// <summary>Exactly these endpoints, in this order, whatever the servers listen on: the way to name another port, too.</summary>
    public static Advertise As(params IReadOnlyList<string> endpoints) => new AdvertiseExactly(ValueList.From(endpoints));

    /// <summary>This host in place of every one that is not loopback: for a machine behind a translated or public address.</summary>
    public static Advertise Host(string host) => new AdvertiseHost(host, "host");

    /// <summary>The address of this network interface, e.g. <c>eth1</c>.</summary>
    public static Advertise Interface(string name) => new AdvertiseAddress.OfInterface(name, "interface");

    /// <summary>The address of this machine that lies in a network, e.g. <c>10.20.0.0/16</c>.</summary>
    public static Advertise Network(string cidr) => new AdvertiseAddress.OfNetwork(cidr);

    /// <summary>What to publish for what is bound, from the environment variables and the network interfaces given.</summary>
    public Fin<IReadOnlyList<Uri>> Resolve(IReadOnlyList<Uri> bound, Func<string, string?> environment, IReadOnlyList<NetworkCard> cards)
    {
        var published = new List<Uri>();
        Error? failed = null;
        var rule = Given(environment);
        foreach (var end in rule.Publish(bound, cards))
            if (end.IsSucc) published.Add(end.Value);
            else failed = failed is null || failed.Equals(end.Error) ? end.Error : failed.And(end.Error);

        return failed is null ? Fin<IReadOnlyList<Uri>>.Succ(ValueList.From(published)) : failed;
    }

    /// <summary>What to publish for what is bound, from this process's environment variables and this machine's network interfaces.</summary>
    public Eff<IReadOnlyList<Uri>> Resolve(IReadOnlyList<Uri> bound) =>
        from cards in bound.Any(IsWildcard) ? NetworkCard.All : SuccessEff<IReadOnlyList<NetworkCard>>(ValueList<NetworkCard>.Empty)
        from endpoints in liftEff(_ => Resolve(bound, Environment.GetEnvironmentVariable, cards))
        select endpoints;

    private protected abstract IEnumerable<Fin<Uri>> Publish(IReadOnlyList<Uri> bound, IReadOnlyList<NetworkCard> cards);

    private protected static bool IsWildcard(Uri endpoint) => endpoint.Host.Length > 0 && Hosts.IsWildcard(Hosts.Of(endpoint));

    private protected static Error Invalid(string why) => Error.BadRequest("ADVERTISE_INVALID", $"cannot advertise: {why}");

    Advertise Given(Func<string, string?> environment) => this is AdvertiseExactly ? this
        : environment(HostVariable)?.Trim() is { Length: > 0 } host ? new AdvertiseHost(host, HostVariable)
        : environment(InterfaceVariable)?.Trim() is { Length: > 0 } name ? new AdvertiseAddress.OfInterface(name, InterfaceVariable)
        : this;
}
