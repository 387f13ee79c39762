using System.Net;

namespace Kratos.Reactive;

/// <summary>Whom a client calls, read from an address such as <c>http://127.0.0.1:8000/base</c>.</summary>
/// <param name="EndPoint">Where it is.</param>
/// <param name="Base">What every URL begins with, without a slash at the end.</param>
sealed record HttpTarget(DnsEndPoint EndPoint, string Base)
{
    internal bool Secure => Base.StartsWith("https:", StringComparison.Ordinal);

    internal static Fin<HttpTarget> Parse(string text, HttpClientOptions options)
    {
        if (FleetTarget.Is(text)) return Bad(text, "to find a service by its name takes a discovery: Client.Http(target, discovery)");
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(options.SpeaksTls ? "https" : "http")}://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri)) return Bad(text, "say http://host:port or https://host:port");
        if (uri.Scheme is not ("http" or "https")) return Bad(text, $"'{uri.Scheme}' is neither http nor https, and to find a service by its name takes a discovery");
        if (uri.Query != "" || uri.Fragment != "" || uri.UserInfo != "" || uri.Host == "") return Bad(text, "a client calls a host, a port and a path, without anything behind them");
        if (uri.Scheme == "http" && options.SpeaksTls) return Bad(text, "there are settings of TLS: say https");
        if (options.Certificate is { HasPrivateKey: false }) return Bad(text, "HttpClientOptions.Certificate has no private key");
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost;
        return new HttpTarget(new(uri.IdnHost, uri.Port), $"{uri.Scheme}://{host}:{uri.Port}{uri.AbsolutePath.TrimEnd('/')}");
    }

    static Error Bad(string text, string why) => Error.BadRequest("BAD_ADDRESS", $"'{text}' is not an address to call: {why}");
}
