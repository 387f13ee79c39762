using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>A real etcd on free ports of this machine, for the time of a test.</summary>
sealed class EtcdServer : IAsyncDisposable
{
    readonly DirectoryInfo data = Directory.CreateTempSubdirectory("etcd");
    readonly Program process;

    EtcdServer(int port, int peers)
    {
        Address = $"http://127.0.0.1:{port}";
        var peer = $"http://127.0.0.1:{peers}";
        process = Program.Start(
            "etcd", "--name", "one", "--data-dir", data.FullName, "--listen-client-urls", Address, "--advertise-client-urls", Address, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", $"one={peer}", "--unsafe-no-fsync", "--logger", "zap", "--log-level", "error", "--heartbeat-interval", "20", "--election-timeout", "200");
    }

    internal string Address { get; }

    internal string Output => process.Output;

    internal static EtcdServer Start()
    {
        using TcpListener one = new(IPAddress.Loopback, 0), two = new(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        var ports = (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
        one.Stop();
        two.Stop();
        return new(ports.Item1, ports.Item2);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        data.Delete(recursive: true);
    }
}
