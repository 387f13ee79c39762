using System.Globalization;
using HelloWorld;
using Kratos.Reactive;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

namespace Bench;

/// <summary>HelloWorld beside a bare minimal API that answers the same, both in this process, one at a time, in turn.</summary>
static class LoadRun
{
    const string AnyPort = "http://127.0.0.1:0";
    static readonly TimeSpan LongestWarmUp = 4.Seconds;

    internal static readonly Setting[] Known =
    [
        Setting.Number("rounds", 21, 1, 1000),
        Setting.Number("seconds", 1, 1, 600),
        Setting.Number("connections", 16, 1, 1000),
        Setting.Word("method", "get", "post"),
    ];

    internal static async Task<int> RunAsync(Settings settings)
    {
        await using var bare = await BareApi.StartAsync();
        using var logs = LoggerFactory.Create(static builder => builder.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
        var service = Greeter.Service.ToService().With(Logging(logs.CreateLogger("helloworld")) >> Recovery() >> Deadline(10.Seconds));
        var end = await Server.Http(AnyPort, service).Listen.Use(listening => liftEff(_ => Task.Run(() =>
        {
            var (plain, ours) = (new Contender("bare ASP.NET Core", new Uri(bare.Urls.First()), settings["method"]), new Contender("HelloWorld", listening.Endpoints[0], settings["method"]));
            Measure([plain, ours], settings.Number("connections"), settings.Number("rounds"), settings.Number("seconds").Seconds);
            Report(plain, ours);
        }))).RunAsync();
        if (end.IsSucc) return 0;
        Console.Error.WriteLine(end.Error);
        return 1;
    }

    static void Measure(Contender[] both, int connections, int rounds, TimeSpan length)
    {
        var warmUp = length * rounds < LongestWarmUp ? length * rounds : LongestWarmUp;
        Console.WriteLine($"{connections} connections, {rounds} rounds of {length.TotalSeconds:0} s each in turn, after a warm-up of {warmUp.TotalSeconds:0} s each\n");
        foreach (var one in both) Load(one, connections, warmUp);
        for (var round = 0; round < rounds; round++)
            foreach (var one in round % 2 == 0 ? both : both.Reverse()) one.Add(Load(one, connections, length));
    }

    static Load Load(Contender one, int connections, TimeSpan length) => Generator.Run(one.Address, one.Request, Contender.Answer, connections, length);

    static void Report(Contender plain, Contender ours)
    {
        var table = new Table("", "requests/s", "least", "most", "server CPU us/request", "bytes/request", "client CPU us/request");
        foreach (var one in (Contender[])[plain, ours])
            table.Add(one.Name, Whole(one.Rate.Median), Whole(one.Rate.Least), Whole(one.Rate.Most), Exact(one.ServerCpu.Median), Whole(one.Bytes.Median), Exact(one.ClientCpu.Median));
        table.Print();

        var byRound = ours.Rate.Over(plain.Rate);
        Console.WriteLine($"ratio of medians: {Ratio(ours.Rate.Median / plain.Rate.Median)} of the requests/s of bare ASP.NET Core (by round: {Ratio(byRound.Least)} to {Ratio(byRound.Most)}, median {Ratio(byRound.Median)})");
        Console.WriteLine($"server CPU a request: {Ratio(ours.ServerCpu.Over(plain.ServerCpu).Median)} times that of bare ASP.NET Core");
    }

    static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    static string Exact(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    static string Ratio(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
