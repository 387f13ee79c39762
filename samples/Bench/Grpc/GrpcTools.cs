namespace Bench;

/// <summary>What is not ours: h2load, and grpc-js.</summary>
static class GrpcTools
{
    static readonly string? root = Root(AppContext.BaseDirectory);
    static readonly string modules = Path.Combine(root ?? "", ".cache", "npm");
    static readonly string sources = Path.Combine(root ?? "", "samples", "Bench", "Grpc");

    /// <summary>What is missing, and how to install it; null when all is there.</summary>
    internal static string? Missing()
    {
        if (root is null) return "this needs the sources of the project around it: Kratos.Reactive.sln was not found above the program";
        if (!InPath("h2load")) return "h2load is missing: apt-get install nghttp2-client";
        if (!InPath("node")) return "node is missing: apt-get install nodejs";
        return Directory.Exists(Path.Combine(modules, "node_modules", "@grpc", "grpc-js")) && Directory.Exists(Path.Combine(modules, "node_modules", "@grpc", "proto-loader"))
            ? null
            : $"grpc-js is missing: npm install --prefix {modules} @grpc/grpc-js@1.14.7 @grpc/proto-loader@0.8.1";
    }

    /// <summary>How a program of grpc-js is started.</summary>
    internal static string[] Node(string program) => [Path.Combine(sources, "peers", $"{program}.js"), modules, Path.Combine(sources, "bench.proto")];

    static bool InPath(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));

    static string? Root(string? folder) => folder is null || File.Exists(Path.Combine(folder, "Kratos.Reactive.sln")) ? folder : Root(Path.GetDirectoryName(folder));
}
