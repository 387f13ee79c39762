using System.Globalization;

namespace Kratos.Reactive;

/// <summary>A host and a port: where to listen, or whom to call. Written <c>host:port</c>, an IPv6 address in brackets.</summary>
/// <param name="Host">A name or an address, without brackets; empty is every interface.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose, where one listens.</param>
public sealed record HostPort(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, <c>[::1]:port</c> or <c>:port</c>; else 400 <c>ADDRESS_INVALID</c> with a message that begins with <paramref name="field"/>.</summary>
    public static Fin<HostPort> Parse(string text, string field = "address")
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.EndsWith(']')) return Invalid("has no port: write host:port");
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return Invalid("has no port from 0 to 65535");

        var host = text[..colon];
        if (host is ['[', .. var inner, ']'] && Uri.CheckHostName(inner) == UriHostNameType.IPv6) return new HostPort(inner, port);
        if (host.Contains(':')) return Invalid("holds an IPv6 address without brackets: write [::1]:port");
        return host is "" or "*" or "+" || Hosts.IsName(host) ? new HostPort(host, port) : Invalid("has no host that could be looked up");

        Error Invalid(string why) => Error.BadRequest("ADDRESS_INVALID", $"{field} '{text}' {why}").WithMetadata("field", field);
    }

    /// <summary>Where an endpoint is, with the default port of its scheme if it names none; 400 <c>ADDRESS_INVALID</c> when that is not known.</summary>
    public static Fin<HostPort> Of(Uri endpoint) => endpoint.IsAbsoluteUri && endpoint.Host.Length > 0 && endpoint.Port >= 0
        ? new HostPort(Hosts.Of(endpoint), endpoint.Port)
        : Error.BadRequest("ADDRESS_INVALID", $"endpoint '{endpoint.OriginalString}' has no host and port").WithMetadata("field", "endpoint");

    /// <summary>True when it stands for every interface of a machine: empty, <c>*</c>, <c>+</c>, <c>0.0.0.0</c> or <c>::</c>.</summary>
    public bool IsWildcard => Hosts.IsWildcard(Host);

    /// <summary>True when only the same machine reaches it: <c>localhost</c>, <c>127.0.0.0/8</c> or <c>::1</c>.</summary>
    public bool IsLoopback => Hosts.IsLoopback(Host);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
