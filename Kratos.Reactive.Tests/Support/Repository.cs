using System.Reflection;

namespace Kratos.Reactive.Tests;

/// <summary>Where the sources are, and what was built from them with the same configuration as these tests.</summary>
static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    internal static string Sample(string name) => Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", $"{name}.dll");

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Kratos.Reactive.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests must run from inside the repository"));
}
