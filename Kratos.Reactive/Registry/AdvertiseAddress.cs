using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive;

/// <summary>An address of this machine, for servers that listen on every interface.</summary>
abstract record AdvertiseAddress : AdvertiseBound
{
    private protected sealed override Fin<Uri> Reachable(Uri endpoint, IReadOnlyList<NetworkCard> cards) => IsWildcard(endpoint)
        ? Address(cards, endpoint.HostNameType == UriHostNameType.IPv4).Map(address => endpoint.WithHost(address.ToString()))
        : endpoint;

    private protected abstract Fin<IPAddress> Address(IReadOnlyList<NetworkCard> cards, bool onlyIPv4);

    static Fin<IPAddress> First(IEnumerable<NetworkCard> cards, bool onlyIPv4, Func<IPAddress, bool> fits, string where) =>
        cards.Where(card => card.IsUp).OrderBy(card => card.Index)
            .Select(card => card.Addresses.Where(address => Hosts.IsGlobalUnicast(address) && fits(address)).OrderBy(IsIPv6).FirstOrDefault(address => !(onlyIPv4 && IsIPv6(address))))
            .FirstOrDefault(address => address is not null) is { } found
                ? new IPAddress(found.GetAddressBytes())        // without its scope, which means something on this machine only
                : Error.Unavailable("NO_ADDRESS", $"cannot advertise: no {(onlyIPv4 ? "IPv4 " : "")}address that others could call {where}; "
                    + $"listen on one address, or name one with {HostVariable} or Advertise.Host");

    static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    internal sealed record OfAny : AdvertiseAddress
    {
        private protected override Fin<IPAddress> Address(IReadOnlyList<NetworkCard> cards, bool onlyIPv4) =>
            First(cards, onlyIPv4, static _ => true, "on any network interface that is up");
    }

    internal sealed record OfInterface(string Name, string Field) : AdvertiseAddress
    {
        private protected override Fin<IPAddress> Address(IReadOnlyList<NetworkCard> cards, bool onlyIPv4) => cards.Any(card => card.Name == Name)
            ? First(cards.Where(card => card.Name == Name), onlyIPv4, static _ => true, $"on the network interface '{Name}'")
            : Invalid($"{Field} '{Name}' is not a network interface of this machine; there are: {string.Join(", ", cards.OrderBy(card => card.Index).Select(card => card.Name))}");
    }

    internal sealed record OfNetwork(string Cidr) : AdvertiseAddress
    {
        private protected override Fin<IPAddress> Address(IReadOnlyList<NetworkCard> cards, bool onlyIPv4) => IPNetwork.TryParse(Cidr, out var network)
            ? First(cards, onlyIPv4, network.Contains, $"in the network {Cidr}")
            : Invalid($"network '{Cidr}' is not of the form 10.20.0.0/16");
    }
}
