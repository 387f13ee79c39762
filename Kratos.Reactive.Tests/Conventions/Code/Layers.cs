namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Which folder may use which: those of the layers below it, and no neighbour in its own. (Folders inside a folder of this table belong to it.)</summary>
static class Layers
{
    static readonly string[][] Up =
    [
        ["Errors"],
        ["Time"],
        ["Effects"],
        ["Streams"],
        ["Transport", "Registry", "Encoding", "Configuration"],
        ["Middleware", "Balancing", "Lifecycle"],
        ["Transport/Kestrel"],
        ["Transport/Http", "Transport/Grpc"],
        ["Registry/Etcd", "Registry/Consul", "Registry/Kubernetes", "Hosting", "Testing"],
    ];

    internal static IEnumerable<string> Broken(IEnumerable<Arrow> arrows) =>
        arrows.Where(arrow => !arrow.To.Any(to => IsAllowed(arrow.From, to))).Select(arrow => $"{arrow.From} uses {arrow.What} of {string.Join(", ", arrow.To)}").Distinct().Order();

    /// <summary>The folder of the table that a file belongs to: the nearest one.</summary>
    internal static string? Of(string file) => Up.SelectMany(layer => layer).Where(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)).MaxBy(folder => folder.Length);

    static bool IsAllowed(string from, string to) => (Of(from), Of(to)) switch
    {
        (null, _) or (_, null) => false,
        var (user, used) when user == used => true,
        var (user, used) => Height(used) < Height(user),
    };

    static int Height(string folder) => Array.FindIndex(Up, layer => layer.Contains(folder));
}
