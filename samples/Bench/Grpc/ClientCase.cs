namespace Bench;

/// <summary>What clients ask, and how many at a time.</summary>
sealed record ClientCase(string Name, string Method, Ask Ask, int AtOnce, Func<IMeasured, Func<bool>, Task<long>> Work)
{
    const int Long = 10_000;
    const int Kilobyte = 1024;

    static readonly Ask one = new() { Name = "world" };
    static readonly Ask many = new() { Name = "world", Count = Long };
    static readonly Ask large = new() { Name = "world", Count = Long, Size = Kilobyte };

    internal static IReadOnlyList<ClientCase> All { get; } =
    [
        new("client, unary, one at a time", "Say", one, 1, static (client, over) => client.Say(one, over)),
        new("client, unary, 50 at a time", "Say", one, 50, static (client, over) => client.Say(one, over)),
        new("client, streams of 10,000", "Count", many, 1, static (client, over) => client.Count(many, over)),
        new("client, streams of 10,000 x 1 KiB", "Count", large, 1, static (client, over) => client.Count(large, over)),
        new("client, ping-pong on one stream", "Talk", one, 1, static (client, over) => client.Talk(one, over)),
    ];

    /// <summary>The same, for the client of grpc-js.</summary>
    internal string Line(int port, TimeSpan length) => $"{Method} {Ask.Count} {Ask.Size} {AtOnce} {length.TotalSeconds:0} {port}";
}
