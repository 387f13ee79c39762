using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Fleet;

/// <summary>An etcd for the time of a run, in a folder of its own.</summary>
static class OwnEtcd
{
    static readonly Error None = Error.Unavailable("NO_ETCD", "there is no etcd on this machine: install it (Debian: etcd-server), or say where one is: --registry http://host:2379");

    internal static Resource<string> Address { get; } =
        from folder in Resource.Make(liftEff(static () => Directory.CreateTempSubdirectory("fleet-etcd")), static folder => liftEff(() => folder.Delete(recursive: true)))
        from ports in Resource.OnEnter(liftEff(FreePorts))
        let address = $"http://127.0.0.1:{ports.Client}"
        from etcd in Resource.Make(Start(folder.FullName, address, $"http://127.0.0.1:{ports.Peer}"), static etcd => liftEff(() => End(etcd)))
        select address;

    static Eff<Process> Start(string folder, string clients, string peers) => liftEff<Process>(_ =>
    {
        try
        {
            return Process.Start(new ProcessStartInfo("etcd",
            [
                "--data-dir", folder, "--listen-client-urls", clients, "--advertise-client-urls", clients, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                "--initial-cluster", $"default={peers}", "--logger", "zap", "--log-level", "error",
            ])
            { RedirectStandardError = true }) is { } etcd ? etcd : None;
        }
        catch (Win32Exception e)
        {
            return None with { Cause = e };
        }
    });

    static void End(Process etcd)
    {
        etcd.Kill();
        etcd.WaitForExit();
        etcd.Dispose();
    }

    static (int Client, int Peer) FreePorts()
    {
        using TcpListener one = new(IPAddress.Loopback, 0), other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }
}
