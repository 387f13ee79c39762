namespace Kratos.Reactive.Tests;

/// <summary>A fenced block of a page: its language, its text, the line it starts at (from 1), and the comment right above it that says where it comes from.</summary>
sealed record Block(string Language, string Text, int Line, string? Source);

/// <summary>Reads the parts of a Markdown page that must be true.</summary>
static class Markdown
{
    const string Mark = "<!-- docs: ";

    internal static IReadOnlyList<Block> Blocks(string page)
    {
        var lines = page.Split('\n');
        var blocks = new List<Block>();
        for (var start = 0; start < lines.Length; start++)
        {
            if (!lines[start].StartsWith("```", StringComparison.Ordinal)) continue;
            var end = Array.IndexOf(lines, "```", start + 1);
            if (end < 0) throw new FormatException($"the block of line {start + 1} has no end");
            blocks.Add(new(lines[start][3..].Trim(), string.Join('\n', lines[(start + 1)..end]), start + 1, start > 0 ? Source(lines[start - 1]) : null));
            start = end;
        }

        return blocks;
    }

    /// <summary>The rows of the tables below a heading, without their head: for each cell the names in back-ticks.</summary>
    internal static IReadOnlyList<string[][]> Rows(string page, string heading) =>
    [
        .. page.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1..^1].Select(Quoted).ToArray())
            .Where(cells => cells[0].Length > 0),
    ];

    static string[] Quoted(string cell) => [.. cell.Split('`').Where((_, i) => i % 2 == 1)];

    static string? Source(string line) => line.StartsWith(Mark, StringComparison.Ordinal) && line.EndsWith(" -->", StringComparison.Ordinal) ? line[Mark.Length..^" -->".Length] : null;
}
