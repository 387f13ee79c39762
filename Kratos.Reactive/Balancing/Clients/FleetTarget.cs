using System.Buffers;

namespace Kratos.Reactive;

/// <summary>A service that is called by its name: <c>discovery:///shop</c>, or <c>discovery://team-a/shop</c> in a namespace.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Namespace">Where the service is looked for; empty for where the discovery looks by itself.</param>
/// <param name="Service">Its name, which may have slashes.</param>
sealed record FleetTarget(string Text, string Namespace, string Service)
{
    const string Scheme = "discovery:";

    static readonly SearchValues<char> notInNames = SearchValues.Create("?#\\@ ");

    /// <summary>Whether it names a service, or means to.</summary>
    internal static bool Is(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    internal static Fin<FleetTarget> Parse(string text)
    {
        if (!Is(text) || !text.AsSpan(Scheme.Length).StartsWith("//")) return Bad(text, "say discovery:///service, or discovery://namespace/service");
        var rest = text[(Scheme.Length + 2)..];
        if (rest.AsSpan().ContainsAny(notInNames) || rest.Any(char.IsControl)) return Bad(text, "there is nothing but a namespace and a service in it");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Bad(text, $"'{rest}' is in the place of a namespace: say discovery:///{(rest.Length > 0 ? rest : "service")}");
        var service = Uri.UnescapeDataString(rest[(slash + 1)..]);
        return service.Length == 0 || service[0] == '/' || service[^1] == '/' ? Bad(text, "say the name of the service, without a slash before or behind it") : new FleetTarget(text, rest[..slash], service);
    }

    /// <summary>Where the service is looked for.</summary>
    internal Fin<IDiscovery> Of(IDiscovery discovery) =>
        Namespace.Length == 0 ? Fin<IDiscovery>.Succ(discovery)
        : discovery is INamespaces namespaces ? Fin<IDiscovery>.Succ(namespaces.In(Namespace))
        : Bad(Text, $"the discovery ({discovery.GetType().Name}) has no namespaces");

    static Error Bad(string text, string why) => Error.BadRequest("BAD_ADDRESS", $"'{text}' is not a service to call: {why}");
}
