using System.Net;

namespace Kratos.Reactive;

/// <summary>What is said of a host, which is written without the brackets of an IPv6 address.</summary>
static class Hosts
{
    internal static string Of(Uri endpoint) => endpoint.HostNameType == UriHostNameType.IPv6 ? endpoint.IdnHost : endpoint.Host;

    /// <summary>Every interface: nothing, a star or plus, or an unspecified address.</summary>
    internal static bool IsWildcard(string host) => host is "" or "*" or "+" || (Address(host) is { } ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    internal static bool IsLoopback(string host) => Address(host) is { } ip
        ? IPAddress.IsLoopback(ip)
        : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>One address that others could use: global unicast, as Go's <c>net.IP</c> says it, which includes private ones.</summary>
    internal static bool IsGlobalUnicast(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) || ip.Equals(IPAddress.Broadcast)) return false;
        if (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) return !ip.IsIPv6LinkLocal && !ip.IsIPv6Multicast;
        return ip.GetAddressBytes() is not ([169, 254, ..] or [>= 224 and <= 239, ..]);
    }

    /// <summary>True of a name or an address that one could look up, without brackets and without a port.</summary>
    internal static bool IsName(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    static IPAddress? Address(string host) => IPAddress.TryParse(host, out var ip) ? ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip : null;
}
