using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Number">How many came before it.</param>
/// <param name="Line">The request line.</param>
/// <param name="Fields">The header fields, in their order.</param>
/// <param name="Body">The body.</param>
sealed record RawAsk(int Number, string Line, IReadOnlyList<(string Name, string Value)> Fields, byte[] Body)
{
    internal string this[string name] => string.Join('|', Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value));

    internal string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The next request of a connection; null when there is none any more.</summary>
    internal static async Task<RawAsk?> Read(Stream stream, int number, CancellationToken token)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, token) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var fields = lines[1..].Select(static line => line.Split(": ", 2)).Select(static parts => (parts[0], parts.Length > 1 ? parts[1] : "")).ToList();
        var length = fields.Where(static field => field.Item1.Equals("content-length", StringComparison.OrdinalIgnoreCase)).Select(static field => int.Parse(field.Item2)).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, token);
        return new(number, lines[0], fields, body);
    }
}
