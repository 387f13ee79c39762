using System.Net;

namespace Kratos.Reactive;

/// <summary>Whom a client calls, read from an address such as <c>http://127.0.0.1:9000</c>.</summary>
sealed record GrpcTarget(DnsEndPoint EndPoint, Uri Base)
{
    internal bool Secure => Base.Scheme == "https";

    internal static Fin<GrpcTarget> Parse(string text, GrpcClientOptions options)
    {
        if (FleetTarget.Is(text)) return Bad(text, "to find a service by its name takes a discovery: Client.Grpc(target, discovery)");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || Http(uri.Scheme) is not { } scheme) return Bad(text, "say http://host:port or grpc://host:port, with TLS https or grpcs");
        if (uri.AbsolutePath is not ("" or "/") || uri.Query != "" || uri.Fragment != "" || uri.UserInfo != "" || uri.Host == "") return Bad(text, "a client calls a host and a port, without anything behind them");
        if (uri.Port < 0) return Bad(text, "say the port, too");
        if (scheme == "http" && options.SpeaksTls) return Bad(text, "there are settings of TLS: say https or grpcs");
        if (options.Certificate is { HasPrivateKey: false }) return Bad(text, "GrpcClientOptions.Certificate has no private key");
        return new GrpcTarget(new(uri.IdnHost, uri.Port), new($"{scheme}://{(uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost)}:{uri.Port}/"));
    }

    static string? Http(string scheme) => scheme switch
    {
        "http" or "grpc" => "http",
        "https" or "grpcs" => "https",
        _ => null,
    };

    static Error Bad(string text, string why) => Error.BadRequest("BAD_ADDRESS", $"'{text}' is not an address to call: {why}");
}
