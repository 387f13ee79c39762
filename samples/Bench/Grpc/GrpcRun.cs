using System.Diagnostics;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>Our gRPC beside the bare wire and grpc-js, each in turn: servers (in processes of their own) under h2load, clients against the same server of ours.</summary>
static class GrpcRun
{
    internal static readonly Setting[] Known =
    [
        Setting.Number("rounds", 7, 1, 1000),
        Setting.Number("seconds", 1, 1, 600),
        Setting.Text("only"),
    ];

    internal static async Task<int> RunAsync(Settings settings)
    {
        if (GrpcTools.Missing() is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        var (rounds, length, only) = (settings.Number("rounds"), settings.Number("seconds").Seconds, settings["only"]);
        var servers = ServerCase.All.Where(one => one.Name.Contains(only, StringComparison.Ordinal)).ToList();
        var clients = ClientCase.All.Where(one => one.Name.Contains(only, StringComparison.Ordinal)).ToList();
        if (servers.Count + clients.Count == 0)
        {
            await Console.Error.WriteLineAsync($"no case's name has '{only}' in it: {string.Join("; ", [.. ServerCase.All.Select(static one => one.Name), .. ClientCase.All.Select(static one => one.Name)])}");
            return Settings.Refused;
        }

        Console.WriteLine($"{Rounds.Opening(rounds, length)}; ratios are to the bare wire, in the same round\n");
        if (servers.Count > 0) await Servers(servers, rounds, length);
        if (clients.Count > 0) await Clients(clients, rounds, length);
        return 0;
    }

    static async Task Servers(IReadOnlyList<ServerCase> cases, int rounds, TimeSpan length)
    {
        using var wire = new MeasuredPeer("the bare wire", Peer.OfOurs(ServerProgram.Wire));
        using var bare = new MeasuredPeer("ours", Peer.OfOurs(ServerProgram.Bare));
        using var three = new MeasuredPeer("ours with three middlewares", Peer.OfOurs(ServerProgram.Three));
        using var node = new MeasuredPeer("grpc-js", Peer.OfNode(GrpcTools.Node("server")));
        MeasuredPeer[] all = [wire, bare, three, node];
        foreach (var one in all) await one.Check();
        foreach (var one in cases) await Rounds.Compare(one.Name, [.. all.Select(peer => new Rounds(peer.Name, length => Task.FromResult(peer.Load(one, length))))], rounds, length);
    }

    static async Task Clients(IReadOnlyList<ClientCase> cases, int rounds, TimeSpan length)
    {
        using var server = new MeasuredPeer("ours", Peer.OfOurs(ServerProgram.Bare));
        using var wire = new WireClient(server.Port);
        using var node = Peer.OfNode(GrpcTools.Node("client"));
        node.Number();
        await server.Check();
        var end = await Client.Grpc($"http://127.0.0.1:{server.Port}").Use(client => liftEff(async env =>
        {
            var ours = new OurClient(MeasuredService.Over(client), env);
            foreach (var one in cases)
                await Rounds.Compare(one.Name, [new("the bare wire", length => Here(one, wire, length)), new("ours", length => Here(one, ours, length)), new("grpc-js", length => There(one, node, server.Port, length))], rounds, length);
        })).RunAsync();
        end.ThrowIfFail();
    }

    static async Task<Round> Here(ClientCase one, IMeasured client, TimeSpan length)
    {
        GC.Collect();
        var (bytes, cpu, start) = (GC.GetTotalAllocatedBytes(precise: true), CpuClock.Process, Stopwatch.GetTimestamp());
        bool Over() => Stopwatch.GetElapsedTime(start) >= length;
        var counts = await Task.WhenAll(Enumerable.Range(0, one.AtOnce).Select(_ => Task.Run(() => one.Work(client, Over))));
        return new(counts.Sum(), Stopwatch.GetElapsedTime(start).TotalSeconds, (CpuClock.Process - cpu) / 1e9, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    static Task<Round> There(ClientCase one, Peer node, int port, TimeSpan length)
    {
        var (cpu, start) = (node.Cpu, Stopwatch.GetTimestamp());
        var messages = long.Parse(node.Ask(one.Line(port, length)), System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(new Round(messages, Stopwatch.GetElapsedTime(start).TotalSeconds, (node.Cpu - cpu).TotalSeconds, double.NaN));
    }
}
