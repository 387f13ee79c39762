using System.Globalization;
using Kratos.Reactive;

namespace Bench;

/// <summary>What one round came to.</summary>
readonly record struct Round(long Messages, double Seconds, double CpuSeconds, double Bytes);

/// <summary>Who takes part in a comparison, and how the rounds went.</summary>
sealed class Rounds(string name, Func<TimeSpan, Task<Round>> run)
{
    readonly Samples rate = new();
    readonly Samples cpu = new();
    readonly Samples bytes = new();

    internal static string Opening(int rounds, TimeSpan length) => $"{rounds} rounds of {length.TotalSeconds:0} s each in turn, after a warm-up of {WarmUp(length).TotalSeconds:0} s each";

    /// <summary>Runs all of them, each in turn, and prints how they did beside the first.</summary>
    internal static async Task Compare(string name, Rounds[] all, int rounds, TimeSpan length)
    {
        foreach (var one in all) await one.Run(WarmUp(length), counts: false);
        for (var round = 0; round < rounds; round++)
            foreach (var one in round % 2 == 0 ? all : all.Reverse()) await one.Run(length, counts: true);
        var table = Table(name);
        foreach (var one in all) table.Add(one.Row(all[0]));
        table.Print();
    }

    async Task Run(TimeSpan length, bool counts)
    {
        var round = await run(length);
        if (round.Messages == 0) throw new InvalidOperationException($"{name} answered nothing");
        if (!counts) return;
        rate.Add(round.Messages / round.Seconds);
        cpu.Add(round.CpuSeconds / round.Messages * 1e6);
        bytes.Add(round.Bytes / round.Messages);
    }

    // Beside the one that all are compared to.
    string[] Row(Rounds reference)
    {
        var (by, work) = (rate.Over(reference.rate), cpu.Over(reference.cpu));
        return
        [
            name, Text(rate.Median, "0"), Text(rate.Least, "0"), Text(rate.Most, "0"), Text(by.Median, "0.000"), Text(by.Least, "0.000"), Text(by.Most, "0.000"),
            Text(cpu.Median, "0.00"), Text(work.Median, "0.000"), double.IsNaN(bytes.Median) ? "-" : Text(bytes.Median, "0"),
        ];
    }

    static Table Table(string title) => new(title, "messages/s", "least", "most", "ratio by round", "least", "most", "CPU us", "ratio", "bytes");

    static TimeSpan WarmUp(TimeSpan length) => length < 2.Seconds ? 2 * length : length;

    static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
