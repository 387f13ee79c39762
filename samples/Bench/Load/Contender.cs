using System.Text;

namespace Bench;

/// <summary>A server under load: where it is, what it is asked, how it did.</summary>
sealed class Contender(string name, Uri address, string method)
{
    const string Body = """{"name":"kratos"}""";

    internal string Name => name;

    internal Uri Address => address;

    internal const string Answer = """{"message":"Hello kratos"}""";

    internal byte[] Request { get; } = Encoding.ASCII.GetBytes(method == "get"
        ? $"GET /helloworld/kratos HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\n\r\n"
        : $"POST /helloworld HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

    /// <summary>Requests a second.</summary>
    internal Samples Rate { get; } = new();

    /// <summary>CPU time a request, in microseconds, of everything in this process but the client.</summary>
    internal Samples ServerCpu { get; } = new();

    internal Samples ClientCpu { get; } = new();

    internal Samples Bytes { get; } = new();

    internal void Add(Load load)
    {
        Rate.Add(load.Requests / load.Seconds);
        ServerCpu.Add((load.ProcessCpu - load.ClientCpu) / load.Requests / 1e3);
        ClientCpu.Add(load.ClientCpu / load.Requests / 1e3);
        Bytes.Add((double)load.Bytes / load.Requests);
    }
}

/// <summary>What one round came to; CPU times in nanoseconds.</summary>
readonly record struct Load(long Requests, double Seconds, double ProcessCpu, double ClientCpu, long Bytes);
