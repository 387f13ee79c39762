using System.Reflection;

namespace Kratos.Reactive.Tests;

/// <summary>Where the sources are, and what was built from them with the same configuration as these tests.</summary>
static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    internal static string Sample(string name) => Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", $"{name}.dll");

    /// <summary>The files of the repository (not what was built or fetched) that match <paramref name="pattern"/>, as paths from its root with forward slashes, in order.</summary>
    internal static IReadOnlyList<string> Files(string pattern) =>
    [
        .. Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/')[..^1].Any(folder => folder is "bin" or "obj" or "node_modules" or "artifacts" || folder.StartsWith('.')))
            .Order(StringComparer.Ordinal),
    ];

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Kratos.Reactive.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests must run from inside the repository"));
}
