using System.Net;
using System.Net.Sockets;

namespace Kratos.Reactive.Tests;

/// <summary>A real etcd of one or more processes on free ports of this machine, for the time of a test.</summary>
sealed class EtcdCluster : IAsyncDisposable
{
    readonly string scheme;

    EtcdCluster(int size, string scheme, IReadOnlyList<string> flags)
    {
        this.scheme = scheme;
        string[] all = ["--heartbeat-interval", size == 1 ? "20" : "50", "--election-timeout", size == 1 ? "200" : "500", .. flags];
        var ports = FreePorts(2 * size);
        Members = [.. Enumerable.Range(0, size).Select(n => new EtcdMember($"m{n}", ports[2 * n], ports[(2 * n) + 1], all))];
        foreach (var member in Members) Start(member);
    }

    internal IReadOnlyList<EtcdMember> Members { get; }

    internal IReadOnlyList<string> Addresses => [.. Members.Select(member => $"{scheme}://127.0.0.1:{member.Port}")];

    internal string Address => Addresses[0];

    internal string Output => string.Join('\n', Members.Select(member => member.Output));

    internal static EtcdCluster Start(int size = 1, string scheme = "http", params IReadOnlyList<string> flags) => new(size, scheme, flags);

    internal void Start(EtcdMember member) => member.Start(string.Join(',', Members.Select(one => $"{one.Name}={one.Peers}")), scheme);

    /// <summary>Ends all processes as a crash does, and starts them again.</summary>
    internal async Task Restart(bool forget)
    {
        foreach (var member in Members) await member.Kill();
        foreach (var member in Members)
        {
            if (forget) member.Forget();
            Start(member);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members) await member.DisposeAsync();
    }

    internal static int[] FreePorts(int count)
    {
        TcpListener[] all = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var one in all) one.Start();
        int[] ports = [.. all.Select(one => ((IPEndPoint)one.LocalEndpoint).Port)];
        foreach (var one in all) one.Stop();
        return ports;
    }
}
