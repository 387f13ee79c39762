namespace Kratos.Reactive.Tests;

/// <summary>Another implementation of gRPC: its server and its client of the standard interop cases, and which of them it lacks.</summary>
/// <param name="Name">What the rows of a test call it.</param>
/// <param name="File">The program.</param>
/// <param name="Server">What makes it a server.</param>
/// <param name="Client">What makes it a client.</param>
sealed record Peer(string Name, string File, IReadOnlyList<string> Server, IReadOnlyList<string> Client)
{
    static readonly string sources = Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Conformance", "Grpc", "peers");

    static readonly string cache = Path.Combine(Repository.Root, ".cache");

    static readonly Lazy<Task> cpp = new(BuildCpp);

    /// <summary>The cases that its server cannot be asked, and why.</summary>
    internal IReadOnlyDictionary<string, string> ServerLacks { get; init; } = new Dictionary<string, string>();

    /// <summary>The cases that its client cannot ask, and why.</summary>
    internal IReadOnlyDictionary<string, string> ClientLacks { get; init; } = new Dictionary<string, string>();

    /// <summary>The implementation for Node, written in JavaScript.</summary>
    internal static Peer GrpcJs { get; } = new("grpc-js", "node", [Path.Combine(sources, "grpc-js", "server.js")], [Path.Combine(sources, "grpc-js", "client.js")])
    {
        ServerLacks = Because("a grpc-js server neither tells whether a message came compressed nor compresses one", InteropCases.Compression),
        ClientLacks = Because("a grpc-js client neither tells whether a message came compressed nor chooses for each message of a stream", InteropCases.Compression.Except(["client_compressed_unary"])),
    };

    /// <summary>The implementation in C++, which Python, Ruby and PHP are made of too.</summary>
    internal static Peer Cpp { get; } = new("C++", Path.Combine(cache, "grpc-cpp", "interop-peer"), ["server"], ["client"]);

    /// <summary>What is judged: <c>samples/GrpcInterop</c>.</summary>
    internal static Peer Ours { get; } = new("ours", "dotnet", [Repository.Sample("GrpcInterop"), "server"], [Repository.Sample("GrpcInterop"), "client"]);

    /// <summary>The judges.</summary>
    internal static IReadOnlyList<Peer> All { get; } = [GrpcJs, Cpp];

    internal static Peer Of(string name) => All.Append(Ours).Single(peer => peer.Name == name);

    /// <summary>Starts one of the clients that speak more than the interop cases, a script for Node.</summary>
    internal static Program Script(string path, params string[] arguments) => Program.Start("node", [Path.Combine(sources, path), .. arguments]);

    /// <summary>Starts its server on a free port; its address is in its first line.</summary>
    internal async Task<Program> Serve(params string[] more)
    {
        await Ready();
        return Program.Start(File, [.. Server, "--port", "0", .. more]);
    }

    /// <summary>Runs one case of its client: the exit code, and all that it wrote.</summary>
    internal async Task<(int Exit, string Output)> Call(Uri server, string name, params string[] more)
    {
        await Ready();
        await using var client = Program.Start(File, [.. Client, "--server_host", "127.0.0.1", "--server_port", $"{server.Port}", $"--test_case={name}", .. more]);
        return (await client.Exit(), client.Output);
    }

    async Task Ready()
    {
        if (this == Cpp) await cpp.Value;
        if (this == GrpcJs) Assert.True(Directory.Exists(Path.Combine(cache, "npm", "node_modules", "@grpc", "grpc-js")), "grpc-js is not there: test.sh installs it");
    }

    // Nothing is built when it is there already.
    static async Task BuildCpp()
    {
        await using var build = Program.Start("bash", Path.Combine(sources, "cpp", "build.sh"), Path.Combine(cache, "grpc-cpp"));
        Assert.True(await build.Exit() == 0, $"the C++ peer could not be built; test.sh installs what that needs:\n{build.Output}");
    }

    static Dictionary<string, string> Because(string why, IEnumerable<string> cases) => cases.ToDictionary(static name => name, _ => why);
}
