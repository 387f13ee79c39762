using System.Globalization;
using Kratos.Reactive;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fleet;

/// <summary>What is seen while it runs: in a terminal a table that changes, else a line a second. (The last line of all is for programs.)</summary>
sealed class View(Settings settings, Tally tally, Copies copies)
{
    const int MostEvents = 8;

    readonly Queue<string> events = new();
    readonly Lock gate = new();
    IReadOnlyDictionary<string, long> before = new Dictionary<string, long>();
    IReadOnlyList<string> listed = [];
    long requests;

    /// <summary>Another list of the watch.</summary>
    internal void Watched(IReadOnlyList<ServiceInstance> list)
    {
        string[] now = [.. list.Select(static one => one.Id)];
        lock (gate)
        {
            foreach (var id in now.Except(listed)) events.Enqueue($"+ {id}");
            foreach (var id in listed.Except(now)) events.Enqueue($"- {id}");
            while (events.Count > MostEvents) events.Dequeue();
            listed = now;
        }

        tally.Watched();
    }

    /// <summary>Who is in the list now.</summary>
    internal IReadOnlyList<string> Listed { get { lock (gate) return listed; } }

    /// <summary>Shows how it stands each second, until it is over.</summary>
    internal async Task Show(CancellationToken over)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected) await Each(over, async line => await Console.Error.WriteLineAsync(line)).ConfigureAwait(false);
        else await AnsiConsole.Live(Table()).StartAsync(live => Each(over, _ =>
        {
            live.UpdateTarget(Table());
            return Task.CompletedTask;
        })).ConfigureAwait(false);
    }

    async Task Each(CancellationToken over, Func<string, Task> show)
    {
        using var second = new PeriodicTimer(1.Seconds);
        while (!over.IsCancellationRequested)
        {
            await ((Task)second.WaitForNextTickAsync(over).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await show(Line()).ConfigureAwait(false);
        }
    }

    string Line()
    {
        var now = tally.Requests;
        var line = string.Create(CultureInfo.InvariantCulture, $"{now - requests} requests/s, {tally.Failed} failed, {Listed.Count} listed, {copies.Running.Count()} running, {tally.Events} watch events");
        requests = now;
        return line;
    }

    IRenderable Table()
    {
        var shares = tally.Shares;
        var total = Math.Max(1, shares.Sum(one => one.Value - before.GetValueOrDefault(one.Key)));
        var table = new Table().Border(TableBorder.Rounded).Title($"{settings.Instances} instances, {settings.Rps} requests/s offered, kill: {settings.Kill}").AddColumns("copy", "share", "");
        foreach (var id in copies.Running)
        {
            var part = (shares.GetValueOrDefault(id) - before.GetValueOrDefault(id)) / (double)total;
            table.AddRow(id, part.ToString("P0", CultureInfo.InvariantCulture), new string('#', (int)(part * 40)));
        }

        before = shares;
        lock (gate) return new Rows(table, new Text(Line()), new Text($"watch: {string.Join("  ", events)}"));
    }
}
