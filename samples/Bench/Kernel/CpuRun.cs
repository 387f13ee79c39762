using System.Globalization;

namespace Bench;

/// <summary>The kernel by CPU time: all of a group in turn, many short rounds, medians. The collector's work counts, and so do the pool's threads.</summary>
static class CpuRun
{
    internal static readonly Setting[] Known = [Setting.Number("rounds", 31, 1, 1000), Setting.Text("only")];

    internal static async Task<int> RunAsync(Settings settings)
    {
        var (rounds, only) = (settings.Number("rounds"), settings["only"]);
        var groups = KernelRun.All.SelectMany(KernelCase.Of)
            .GroupBy(static one => one.Group)
            .Where(group => group.Key.Contains(only, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (groups.Count == 0)
        {
            Console.Error.WriteLine($"no group's name has '{only}' in it");
            return Settings.Refused;
        }

        Console.WriteLine($"CPU time of the whole process, median of {rounds} rounds in turn; the ratio is to the first of each group\n");
        foreach (var group in groups) await Measure(group.Key, [.. group], rounds);
        return 0;
    }

    static async Task Measure(string name, KernelCase[] cases, int rounds)
    {
        foreach (var one in cases) await one.WarmUp();
        for (var round = 0; round < rounds; round++)
            foreach (var one in cases) await one.Measure();

        var table = new Table(name, "ns CPU", "least", "bytes", "ratio");
        foreach (var one in cases)
            table.Add(one.Name, Text(one.Time.Median), Text(one.Time.Least), Text(one.Bytes.Median), one.Time.Over(cases[0].Time).Median.ToString("0.000", CultureInfo.InvariantCulture));
        table.Print();
    }

    static string Text(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
