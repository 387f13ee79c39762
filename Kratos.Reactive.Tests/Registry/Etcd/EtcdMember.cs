namespace Kratos.Reactive.Tests;

/// <summary>One process of a real etcd, with data of its own. It can be ended in every way, and started again.</summary>
sealed class EtcdMember(string name, int port, int peers, IReadOnlyList<string> flags) : IAsyncDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("etcd");
    Program? process;

    internal string Name => name;

    internal int Port => port;

    internal string Peers => $"http://127.0.0.1:{peers}";

    internal string Output => process?.Output ?? "";

    string Data => Path.Combine(folder.FullName, "data");

    internal void Start(string cluster, string scheme)
    {
        var address = $"{scheme}://127.0.0.1:{port}";
        process = Program.Start(
            "etcd",
            [
                "--name", name, "--data-dir", Data, "--listen-client-urls", address, "--advertise-client-urls", address, "--listen-peer-urls", Peers, "--initial-advertise-peer-urls", Peers,
                "--initial-cluster", cluster, "--unsafe-no-fsync", "--logger", "zap", "--log-level", "error", .. flags,
            ]);
    }

    internal void Freeze() => process!.Freeze();

    internal void Thaw() => process!.Thaw();

    /// <summary>Ends it as a crash does.</summary>
    internal async Task Kill()
    {
        if (process is null) return;
        await process.DisposeAsync();
        process = null;
    }

    internal void Forget()
    {
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        folder.Delete(recursive: true);
    }
}
