using System.Diagnostics.CodeAnalysis;

namespace Kratos.Reactive;

/// <summary>Reads and chooses endpoints: URIs such as <c>http://10.0.0.5:8000</c> or <c>grpcs://[fd00::5]:9000</c>.</summary>
/// <remarks>The scheme alone says whether an endpoint is secure (<c>https</c>, <c>grpcs</c>). The query <c>?isSecure=true</c> of early Go Kratos is kept in the URI and means nothing,
/// as in Go Kratos v3.</remarks>
public static class Endpoints
{
    /// <summary>The endpoint that <paramref name="text"/> is; else 400 <c>ENDPOINT_INVALID</c> with a message that begins with <paramref name="field"/>.</summary>
    public static Fin<Uri> Parse(string text, string field = "endpoint")
    {
        if (TryParse(text, out var endpoint)) return endpoint;
        var authority = text.IndexOf("://", StringComparison.Ordinal);
        var why = authority <= 0 ? "has no scheme: write http://host:port"
            : text.AsSpan(authority + 3) is "" or [':' or '/' or '?' or '*' or '+', ..] ? "has no host: write 0.0.0.0 to listen on every interface"
            : "is not a URI of the form scheme://host:port with a port up to 65535";
        return Error.BadRequest("ENDPOINT_INVALID", $"{field} '{text}' {why}").WithMetadata("field", field);
    }

    /// <summary>The endpoints among <paramref name="texts"/>, in order; what is none is left out and hides no other.</summary>
    public static IReadOnlyList<Uri> ParseAll(IEnumerable<string?> texts)
    {
        var found = new List<Uri>();
        foreach (var text in texts)
            if (TryParse(text, out var endpoint)) found.Add(endpoint);

        return ValueList.From(found);
    }

    /// <summary>Those that can be called with this scheme, in order: of exactly this scheme, with a port, at a host that is not a wildcard.</summary>
    public static IReadOnlyList<Uri> OfScheme(this IEnumerable<Uri> endpoints, string scheme) => ValueList.From(endpoints.Where(endpoint =>
        endpoint.IsAbsoluteUri && endpoint.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase) && endpoint.Port > 0 && !Hosts.IsWildcard(Hosts.Of(endpoint))));

    /// <summary>The secure twin of a scheme: <c>https</c> for <c>http</c>, <c>grpcs</c> for <c>grpc</c>.</summary>
    public static string Secured(string scheme) => IsSecure(scheme) ? scheme : scheme + "s";

    /// <summary>True of a scheme that is spoken over TLS: <c>https</c>, <c>grpcs</c>, <c>wss</c>.</summary>
    public static bool IsSecure(string scheme) => scheme.ToLowerInvariant() is "https" or "grpcs" or "wss";

    // A path is an absolute file URI to Uri; so the scheme must be written.
    internal static bool TryParse(string? text, [NotNullWhen(true)] out Uri? endpoint) =>
        Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint.Host.Length > 0 && text!.StartsWith(endpoint.Scheme + "://", StringComparison.OrdinalIgnoreCase);

    internal static Uri WithHost(this Uri endpoint, string host)
    {
        var name = host.Contains(':') ? $"[{host}]" : host;
        var port = endpoint.Port < 0 ? "" : $":{endpoint.Port}";
        var rest = endpoint.PathAndQuery is "/" ? "" : endpoint.PathAndQuery;
        return new($"{endpoint.Scheme}://{name}{port}{rest}");
    }
}
