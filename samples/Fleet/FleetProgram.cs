using System.Globalization;
using System.Reactive.Linq;
using System.Text.Json;
using Kratos.Reactive;
using Kratos.Reactive.Etcd;
using static Kratos.Reactive.Prelude;

namespace Fleet;

/// <summary>A run: a registry, copies, a client that calls them, and somebody who ends one each second.</summary>
static class FleetProgram
{
    const double LeastOffered = 0.95;
    const long FailsOnceIn = 2000;

    static readonly TimeSpan patience = 60.Seconds;

    internal static async Task<int> Run(Settings settings)
    {
        var run =
            from address in settings.Registry is { } given ? Resource.Pure(given) : OwnEtcd.Address
            from copies in Resource.DisposingAsync(envEff.Map(env => new Copies(address, env)))
            from registry in Registry.Etcd(address)
            select (copies, registry);
        var end = await run.Use(made => Run(settings, made.copies, made.registry)).RunAsync();
        if (end.IsFail) await Console.Error.WriteLineAsync($"Fleet: {end.Error}");
        return end.IsSucc ? end.Value : 2;
    }

    static async Eff<int> Run(Settings settings, Copies copies, EtcdRegistry registry)
    {
        var env = await envEff;
        var tally = new Tally();
        var (load, view) = (new Load(settings, tally, copies), new View(settings, tally, copies));
        using var watching = registry.Watch(Copy.Service).Subscribe(view.Watched, error => tally.Broken($"the watch failed: {error.Message}"));
        for (var i = 0; i < settings.Instances; i++) copies.Start();
        await Listed(registry, settings.Instances);

        var kills = Kills(settings, copies, view, tally, env).TakeUntil(env.Time.GetUtcNow() + TimeSpan.FromSeconds(settings.Seconds), env.Scheduler);
        var over = Client.Fleet($"discovery:///{Copy.Service}", registry, ["grpc"], load.At).Use(client =>
            load.Calls(client, env).Merge(kills).TakeUntil(Signals.Shutdown).EndEff());

        using var seen = new CancellationTokenSource();
        var shown = view.Show(seen.Token);
        await over.Finally(_ => liftEff(_ =>
        {
            seen.Cancel();
            return shown;
        }));
        foreach (var strange in copies.Strange(settings.Kill)) tally.Broken(strange);
        return Report(settings, tally);
    }

    static Eff<IReadOnlyList<ServiceInstance>> Listed(EtcdRegistry registry, int instances) => registry.Watch(Copy.Service).Where(list => list.Count >= instances).FirstEff().Timeout(patience);

    // The next one begins to start when the last begins to stop. Who is alone is left alone.
    static IObservable<Unit> Kills(Settings settings, Copies copies, View view, Tally tally, Env env) => settings.Kill == Kill.None
        ? Observable.Empty<Unit>()
        : Observable.Interval(1.Seconds, env.Scheduler).Select(_ =>
        {
            string[] ready = [.. copies.Running.Intersect(view.Listed)];
            if (ready.Length > 1)
            {
                copies.End(ready[env.Random.Next(ready.Length)], settings.Kill);
                copies.Start();
            }
            else
            {
                tally.Spared();
            }

            return Unit.Default;
        });

    static int Report(Settings settings, Tally tally)
    {
        var offered = settings.Rps * (double)settings.Seconds;
        if (tally.Requests < LeastOffered * offered) tally.Broken(string.Create(CultureInfo.InvariantCulture, $"only {tally.Requests} of {offered} requests were made"));
        if (settings.Kill != Kill.Sigkill && tally.Failed > 0) tally.Broken($"{tally.Failed} requests failed, and none may");
        if (tally.Failed * FailsOnceIn >= Math.Max(1, tally.Requests) && settings.Kill == Kill.Sigkill) tally.Broken($"{tally.Failed} of {tally.Requests} requests failed: more than one in {FailsOnceIn}");
        if (tally.SparedTurns > 0) Console.Error.WriteLine($"{tally.SparedTurns} times nobody was ended: the others were not there again yet");
        if (tally.Lost > 0) Console.Error.WriteLine($"{tally.Lost} calls were lost with a copy that had them{(settings.Retries ? ", and made again at another" : "")}");
        foreach (var note in tally.Notes) Console.Error.WriteLine(note);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            requests = tally.Requests,
            failed = tally.Failed,
            p50_ms = tally.Percentile(0.5),
            p99_ms = tally.Percentile(0.99),
            instances = settings.Instances,
            watch_events = tally.Events,
        }));
        return tally.Wrong == 0 ? 0 : 1;
    }
}
