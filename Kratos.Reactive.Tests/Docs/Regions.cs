namespace Kratos.Reactive.Tests;

/// <summary>Finds the piece of a source file that a page shows: what stands between <c>// docs:begin name</c> and <c>// docs:end</c>, moved to the left edge.</summary>
static class Regions
{
    /// <summary>What is wrong with a block of <paramref name="page"/> (none, if nothing is), given how to read a file.</summary>
    internal static IEnumerable<string> Faults(string page, Block block, Func<string, string?> read)
    {
        var place = $"{page}:{block.Line}";
        if (block.Source?.Split('#') is not [var file, var region]) return [$"{place}: say where the block comes from: <!-- docs: file#region -->"];
        if (read(file) is not { } source) return [$"{place}: there is no file {file}"];
        if (Find(source, region) is not { } text) return [$"{place}: {file} has no region {region}"];
        return text == block.Text ? [] : [$"{place}: differs from the region {region} of {file}, which says now:\n{text}"];
    }

    internal static string? Find(string source, string region)
    {
        var lines = source.Split('\n');
        var begin = Array.FindIndex(lines, line => line.Trim() == $"// docs:begin {region}");
        var end = begin < 0 ? -1 : Array.FindIndex(lines, begin, line => line.Trim() == "// docs:end");
        return end < 0 ? null : Outdented(lines[(begin + 1)..end]);
    }

    static string Outdented(string[] lines)
    {
        var margin = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[margin..]));
    }
}
