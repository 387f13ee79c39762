using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kratos.Reactive;

/// <summary>Where a server is to listen, read from an address such as <c>http://127.0.0.1:8000</c>.</summary>
sealed record HttpAddress(string Text, bool Secure, IPAddress? Host, int Port)
{
    internal static Fin<HttpAddress> Parse(string text, HttpOptions options)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return Bad(text, "say http://host:port, or https://host:port");
        if (uri.PathAndQuery != "/" || uri.Fragment != "" || uri.UserInfo != "") return Bad(text, "a server listens on a host and a port, without anything behind them");
        var named = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        if (!named && uri.Host != "localhost") return Bad(text, "a server listens on an IP address or localhost; 0.0.0.0 and [::] are all of them");
        var secure = uri.Scheme == "https";
        if (secure && options.Certificate is null) return Bad(text, "https needs HttpOptions.Certificate");
        if (!secure && options.Certificate is not null) return Bad(text, "HttpOptions.Certificate is set: say https");
        // Kestrel takes a free port for one address only, and localhost is two.
        var host = named ? IPAddress.Parse(uri.Host) : uri.Port == 0 ? IPAddress.Loopback : null;
        return new HttpAddress(text, secure, host, uri.Port);
    }

    internal void ListenOn(KestrelServerOptions kestrel, HttpOptions options)
    {
        if (Host is { } host) kestrel.Listen(host, Port, Protocols);
        else kestrel.ListenLocalhost(Port, Protocols);

        void Protocols(ListenOptions listen)
        {
            listen.Protocols = Secure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (options.Certificate is { } certificate) Microsoft.AspNetCore.Hosting.ListenOptionsHttpsExtensions.UseHttps(listen, certificate);
        }
    }

    static Error Bad(string text, string why) => Error.BadRequest("BAD_ADDRESS", $"'{text}' is not an address to listen on: {why}");
}
