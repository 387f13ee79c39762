using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive;

/// <summary>Where a server is to listen, read from an address such as <c>http://127.0.0.1:8000</c>.</summary>
sealed record ListenAddress(string Text, bool Secure, IPAddress? Host, int Port)
{
    /// <param name="text">The address.</param>
    /// <param name="schemes">The names of the plain schemes; each has a secure one with an <c>s</c> more. The first two are those that a caller is told of.</param>
    /// <param name="hasCertificate">Whether there is a certificate, which a secure scheme needs and a plain one does not take.</param>
    /// <param name="options">The name of the settings where the certificate is.</param>
    internal static Fin<ListenAddress> Parse(string text, IReadOnlyList<string> schemes, bool hasCertificate, string options)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !schemes.Any(scheme => uri.Scheme == scheme || uri.Scheme == scheme + "s"))
            return Bad(text, $"say {schemes[0]}://host:port, or {schemes[0]}s://host:port");
        if (uri.PathAndQuery is not ("/" or "") || uri.Fragment != "" || uri.UserInfo != "") return Bad(text, "a server listens on a host and a port, without anything behind them");
        var named = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        if (!named && uri.Host != "localhost") return Bad(text, "a server listens on an IP address or localhost; 0.0.0.0 and [::] are all of them");
        if (uri.Port < 0) return Bad(text, "say which port; 0 is any that is free");
        var secure = uri.Scheme[^1] == 's';
        if (secure && !hasCertificate) return Bad(text, $"{uri.Scheme} needs {options}.Certificate");
        if (!secure && hasCertificate) return Bad(text, $"{options}.Certificate is set: say {uri.Scheme}s");
        // Kestrel takes a free port for one address only, and localhost is two.
        var host = named ? IPAddress.Parse(uri.Host) : uri.Port == 0 ? IPAddress.Loopback : null;
        return new ListenAddress(text, secure, host, uri.Port);
    }

    internal void ListenOn(KestrelServerOptions kestrel, Action<ListenOptions> how)
    {
        if (Host is { } host) kestrel.Listen(host, Port, how);
        else kestrel.ListenLocalhost(Port, how);
    }

    static Error Bad(string text, string why) => Error.BadRequest("BAD_ADDRESS", $"'{text}' is not an address to listen on: {why}");
}
