namespace Kratos.Reactive.Tests;

/// <summary>What came back.</summary>
sealed record Answer(int Status, string ContentType, string Body)
{
    internal IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The first answer in what a connection gave; what follows it is its body.</summary>
    internal static Answer Of(string text)
    {
        var (head, body) = text.Split("\r\n\r\n", 2) is [var before, var after] ? (before, after) : throw new InvalidOperationException($"no answer: '{text}'");
        var lines = head.Split("\r\n");
        var fields = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);
        return new(int.Parse(lines[0].Split(' ')[1]), fields.GetValueOrDefault("Content-Type", ""), body) { Fields = fields };
    }
}
