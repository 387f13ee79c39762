namespace Bench;

/// <summary>What servers are asked, and how many at a time.</summary>
sealed record ServerCase(string Name, string Method, Ask Ask, int Connections, int Streams)
{
    const int Long = 10_000;
    const int Kilobyte = 1024;

    static readonly Ask one = new() { Name = "world" };

    internal static IReadOnlyList<ServerCase> All { get; } =
    [
        new("server, unary", "Say", one, 10, 50),
        new("server, unary, a handler that waits", "SayLater", one, 10, 50),
        new("server, streams of 10,000", "Count", new Ask { Name = "world", Count = Long }, 4, 4),
        new("server, streams of 10,000 x 1 KiB", "Count", new Ask { Name = "world", Count = Long, Size = Kilobyte }, 4, 4),
    ];

    /// <summary>How many bytes one message of the reply takes.</summary>
    internal int Frame { get; } = Wire.Frame(new Told { Text = Ask.Name, Body = MeasuredServer.BodyOf(Ask) }).Length;
}
