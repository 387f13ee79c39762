using System.Reflection;

namespace Kratos.Reactive.Protoc.Tests;

/// <summary>Where the sources are, and the tools that were restored with these tests.</summary>
static class Tree
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string Configuration { get; } = Of<AssemblyConfigurationAttribute>().Configuration;

    internal static string GrpcTools { get; } =
        typeof(Tree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Grpc.Tools").Value!;

    internal static string Plugin { get; } = Path.Combine(Root, "Kratos.Reactive.Protoc", "bin", Configuration, "net10.0", OperatingSystem.IsWindows() ? "protoc-gen-kratos.exe" : "protoc-gen-kratos");

    internal static string Library { get; } = Path.Combine(Root, "Kratos.Reactive", "bin", Configuration, "net10.0", "Kratos.Reactive.dll");

    internal static string Protos { get; } = Path.Combine(Root, "Kratos.Reactive.Protoc", "protos");

    internal static string Golden { get; } = Path.Combine(Root, "Kratos.Reactive.Protoc.Tests", "Golden");

    static T Of<T>() where T : Attribute => typeof(Tree).Assembly.GetCustomAttribute<T>() ?? throw new InvalidOperationException($"the tests have no {typeof(T).Name}");

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Kratos.Reactive.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests must run from inside the repository"));
}
