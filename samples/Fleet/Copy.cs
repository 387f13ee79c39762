using System.Reactive.Linq;
using Kratos.Reactive;
using Kratos.Reactive.Etcd;
using Microsoft.Extensions.Logging;
using static Kratos.Reactive.Prelude;

namespace Fleet;

/// <summary>One copy of the service, in a process of its own. It stops when it is told to, and when whoever started it is gone.</summary>
static class Copy
{
    internal const string Service = "fleet";

    // Longer than etcd takes to tell: who calls has gone elsewhere before the server stops.
    static readonly TimeSpan drain = 500.Milliseconds;

    internal static async Task<int> Run(string id, string registry)
    {
        using var logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true));
        var log = logs.CreateLogger(id);
        var worker = new WorkerService { Work = _ => SuccessEff(new WorkReply { Id = id }) };
        var stop = Signals.Shutdown.Select(static _ => 0L).Merge(InputEnds);
        var main = Registry.Etcd(EtcdOptions.Default with { Endpoints = [registry], Log = log }).Use(etcd => liftEff(_ => new App(Service, "v1")
        {
            Id = id,
            Registrar = etcd,
            DrainDelay = drain,
            Servers = [Server.Grpc("http://127.0.0.1:0", worker.ToService())],
        }.Main(stop, log)));
        var end = await main.RunAsync();
        return end.IsSucc ? end.Value : 1;
    }

    static IObservable<long> InputEnds => Observable.FromAsync(static () => Task.Run(Console.In.ReadToEnd)).Select(static _ => 0L);      // reading a console blocks
}
