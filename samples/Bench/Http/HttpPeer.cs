using System.Globalization;

namespace Bench;

/// <summary>A server of HTTP in a process of its own that is loaded, and what that costs it.</summary>
sealed class HttpPeer : IDisposable
{
    readonly Peer peer;

    internal HttpPeer(string name, string kind)
    {
        (Name, peer) = (name, Peer.OfOurs(kind));
        Address = new Uri($"http://127.0.0.1:{peer.Number()}");
    }

    internal string Name { get; }

    internal Uri Address { get; }

    /// <summary>What it has in memory, in bytes.</summary>
    internal long Memory => peer.Memory;

    internal Round Load(HttpCase one, int connections, TimeSpan length)
    {
        var (bytes, cpu) = (Bytes(), peer.Cpu);
        var load = Generator.Run(Address, one.Request(Address), one.Answer, connections, length);
        return new(load.Requests, load.Seconds, (peer.Cpu - cpu).TotalSeconds, Bytes() - bytes);
    }

    public void Dispose() => peer.Dispose();

    double Bytes() => double.Parse(peer.Ask("bytes"), CultureInfo.InvariantCulture);
}
