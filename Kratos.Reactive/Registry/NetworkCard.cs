using System.Net;
using System.Net.NetworkInformation;

namespace Kratos.Reactive;

/// <summary>A network interface of this machine, and the addresses it has.</summary>
/// <param name="Index">The system's number for it; the lowest is asked first for an address.</param>
/// <param name="Name">The system's name for it, e.g. <c>eth0</c>.</param>
/// <param name="State">Whether it carries anything now.</param>
public sealed record NetworkCard(int Index, string Name, OperationalStatus State)
{
    /// <summary>Its addresses, in the system's order. Copied when set; null reads as empty.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init => field = ValueList.From(value); } = ValueList<IPAddress>.Empty;

    /// <summary>Those of this machine, now; 503 <c>INTERFACES_UNREADABLE</c> when the system does not tell.</summary>
    public static Eff<IReadOnlyList<NetworkCard>> All { get; } =
        liftEff<IReadOnlyList<NetworkCard>>(() => ValueList.From(NetworkInterface.GetAllNetworkInterfaces().Select(Read)))
            .MapFail(error => Error.Unavailable("INTERFACES_UNREADABLE", "the network interfaces of this machine cannot be read") with { Cause = error.Cause });

    // Tunnels and some virtual cards never say more than Unknown while they work.
    internal bool IsUp => State is OperationalStatus.Up or OperationalStatus.Unknown;

    static NetworkCard Read(NetworkInterface card)
    {
        var ip = card.GetIPProperties();
        var index = card.Supports(NetworkInterfaceComponent.IPv4) ? ip.GetIPv4Properties().Index
            : card.Supports(NetworkInterfaceComponent.IPv6) ? ip.GetIPv6Properties().Index
            : int.MaxValue;
        return new(index, card.Name, card.OperationalStatus) { Addresses = [.. ip.UnicastAddresses.Select(address => address.Address)] };
    }
}
