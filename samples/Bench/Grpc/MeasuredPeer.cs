using System.Globalization;

namespace Bench;

/// <summary>A server that is loaded, and what that costs it: its bytes it tells itself (grpc-js does not know), its CPU time the system does.</summary>
sealed class MeasuredPeer : IDisposable
{
    readonly Peer peer;

    internal MeasuredPeer(string name, Peer peer)
    {
        (Name, this.peer) = (name, peer);
        Port = (int)peer.Number();
    }

    internal string Name { get; }

    internal int Port { get; }

    /// <summary>That it answers, and well: the load generator would not notice.</summary>
    internal async Task Check()
    {
        using var client = new WireClient(Port);
        await client.Say(new Ask { Name = "world" }, static () => true);
        var calls = 0;
        await client.Count(new Ask { Name = "world", Count = 1000, Size = 1024 }, () => calls++ == 1000);
        await client.Talk(new Ask { Name = "world" }, () => calls++ == 1010);
    }

    internal Round Load(ServerCase one, TimeSpan length)
    {
        var (bytes, cpu) = (Bytes(), peer.Cpu);
        var data = H2Load.Run(one, Port, length);
        return new(data / one.Frame, length.TotalSeconds, (peer.Cpu - cpu).TotalSeconds, Bytes() - bytes);
    }

    public void Dispose() => peer.Dispose();

    double Bytes() => double.Parse(peer.Ask("bytes"), CultureInfo.InvariantCulture) is > 0 and var bytes ? bytes : double.NaN;
}
