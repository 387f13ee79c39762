using System.Reactive.Linq;
using Kratos.Reactive;
using static Kratos.Reactive.Prelude;

// Three copies of an app come and go; a watch tells who joined and who left.
var registry = Registry.Memory();

App Copy(string id) => new("shop", "v1") { Id = id, Registrar = registry };

// docs:begin watch
var changes = registry.Watch("shop")
    .StartWith([[]])
    .Buffer(2, 1).Where(pair => pair.Count == 2)
    .SelectMany(pair =>
        pair[1].ExceptBy(pair[0].Select(one => one.Id), one => one.Id).Select(one => $"{one.Id} joined: {pair[1].Count} now")
        .Concat(pair[0].ExceptBy(pair[1].Select(one => one.Id), one => one.Id).Select(one => $"{one.Id} left: {pair[1].Count} now")));
// docs:end

var stop = Signals.Shutdown.Select(_ => 0L).Publish().RefCount();
using var watching = changes.TakeUntil(stop).Subscribe(Console.WriteLine, error => Console.Error.WriteLine(error.Message));

var lives = new[] { ("one", 1.Seconds, 5.Seconds), ("two", 2.Seconds, 3.Seconds), ("three", 3.Seconds, 6.Seconds) }.Select(life =>
    from _1 in yieldFor(life.Item2)
    from env in envEff
    from _2 in Copy(life.Item1).Run(stop.Merge(Observable.Timer(life.Item3, env.Scheduler)), env).EndEff()
    select _2);

var end = await awaitAll([.. lives]).RunAsync();
return end.Match(_ => 0, error =>
{
    Console.Error.WriteLine(error);
    return 1;
});
