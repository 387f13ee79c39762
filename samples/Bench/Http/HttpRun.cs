using Kratos.Reactive;

namespace Bench;

/// <summary>Our HTTP beside a bare minimal API, servers in processes of their own, each in turn: small calls, large bodies, and many open streams.</summary>
static class HttpRun
{
    internal static readonly Setting[] Known =
    [
        Setting.Number("rounds", 15, 1, 1000),
        Setting.Number("seconds", 1, 1, 600),
        Setting.Number("connections", 16, 1, 1000),
        Setting.Number("streams", 10_000, 0, 20_000),
        Setting.Text("only"),
    ];

    internal static async Task<int> RunAsync(Settings settings)
    {
        var (rounds, length, connections, streams) = (settings.Number("rounds"), settings.Number("seconds").Seconds, settings.Number("connections"), settings.Number("streams"));
        var cases = HttpCase.All.Where(one => one.Name.Contains(settings["only"], StringComparison.Ordinal)).ToList();
        if (cases.Count == 0)
        {
            await Console.Error.WriteLineAsync($"no case's name has '{settings["only"]}' in it: {string.Join("; ", HttpCase.All.Select(static one => one.Name))}");
            return Settings.Refused;
        }

        using (var bare = new HttpPeer("bare ASP.NET Core", ServerProgram.HttpBare))
        using (var ours = new HttpPeer("ours", ServerProgram.HttpOurs))
        using (var three = new HttpPeer("ours with three middlewares", ServerProgram.HttpThree))
        {
            Console.WriteLine($"{connections} connections; {Rounds.Opening(rounds, length)}; ratios are to bare ASP.NET Core, in the same round\n");
            foreach (var one in cases)
                await Rounds.Compare(one.Name, [.. ((HttpPeer[])[bare, ours, three]).Select(peer => new Rounds(peer.Name, length => Task.FromResult(peer.Load(one, connections, length))))], rounds, length);
        }

        if (streams > 0) Streams(streams);
        return 0;
    }

    // In processes that have done nothing else.
    static void Streams(int streams)
    {
        var table = new Table($"{streams} open event streams", "MiB before", "MiB with them", "bytes each");
        foreach (var (name, kind) in ((string, string)[])[("bare ASP.NET Core", ServerProgram.HttpBare), ("ours", ServerProgram.HttpOurs), ("ours with three middlewares", ServerProgram.HttpThree)])
        {
            using var peer = new HttpPeer(name, kind);
            table.Add(OpenStreams.Row(peer, streams));
        }

        table.Print();
    }
}
