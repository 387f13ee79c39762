using System.Globalization;

namespace Bench;

/// <summary>What one round came to.</summary>
readonly record struct Round(long Messages, double Seconds, double CpuSeconds, double Bytes);

/// <summary>Who takes part in a comparison, and how the rounds went.</summary>
sealed class Rounds(string name, Func<TimeSpan, Task<Round>> run)
{
    readonly Samples rate = new();
    readonly Samples cpu = new();
    readonly Samples bytes = new();

    internal async Task Run(TimeSpan length, bool counts)
    {
        var round = await run(length);
        if (round.Messages == 0) throw new InvalidOperationException($"{name} answered nothing");
        if (!counts) return;
        rate.Add(round.Messages / round.Seconds);
        cpu.Add(round.CpuSeconds / round.Messages * 1e6);
        bytes.Add(round.Bytes / round.Messages);
    }

    /// <summary>A row of the table, beside the one that all are compared to.</summary>
    internal string[] Row(Rounds reference)
    {
        var (by, work) = (rate.Over(reference.rate), cpu.Over(reference.cpu));
        return
        [
            name, Text(rate.Median, "0"), Text(rate.Least, "0"), Text(rate.Most, "0"), Text(by.Median, "0.000"), Text(by.Least, "0.000"), Text(by.Most, "0.000"),
            Text(cpu.Median, "0.00"), Text(work.Median, "0.000"), double.IsNaN(bytes.Median) ? "-" : Text(bytes.Median, "0"),
        ];
    }

    internal static Table Table(string title) => new(title, "messages/s", "least", "most", "ratio by round", "least", "most", "CPU us", "ratio", "bytes");

    static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
