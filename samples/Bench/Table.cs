namespace Bench;

/// <summary>Rows of text in columns: the first one to the left, the others to the right.</summary>
sealed class Table(params string[] heads)
{
    readonly List<string[]> rows = [heads];

    internal void Add(params string[] cells) => rows.Add(cells);

    internal void Print()
    {
        var widths = heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        Console.WriteLine();
    }
}
