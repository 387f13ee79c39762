namespace Kratos.Reactive.Tests;

/// <summary>Trees as effects, and what the engine does with them in virtual time.</summary>
sealed class TreeEff
{
    readonly VirtualTime time = new();
    readonly List<(long At, string What)> log = [];

    internal static Doings Run(Tree tree, long? stopAt) => Run(one => one.Build(tree), stopAt);

    internal static Doings Run(Func<TreeEff, Eff<int>> build, long? stopAt)
    {
        var one = new TreeEff();
        using var stop = new CancellationTokenSource();
        if (stopAt is { } at) one.time.At(TimeSpan.FromTicks(at), stop.Cancel);
        var end = one.time.Run(build(one), one.time.Env.With(stop.Token).WithUnhandled(error => one.Note($"unhandled {Doings.Text(error)}")));
        return Doings.Of(end.End, end.At.Ticks, one.log);
    }

    /// <summary>After building, nothing was said and nothing is scheduled.</summary>
    internal static bool IsQuietUntilRun(Tree tree)
    {
        var one = new TreeEff();
        one.Build(tree);
        one.time.Start();
        return one.log.Count == 0 && one.time.Elapsed == TimeSpan.Zero;
    }

    /// <summary>The same value, run and run again, each time counted from its own start.</summary>
    internal static (Doings, Doings) Twice(Tree tree)
    {
        var one = new TreeEff();
        var effect = one.Build(tree);
        return (Once(), Once());

        Doings Once()
        {
            one.log.Clear();
            var start = one.time.Elapsed.Ticks;
            var end = one.time.Run(effect, one.time.Env.WithUnhandled(error => one.Note($"unhandled {Doings.Text(error)}")));
            return Doings.Of(end.End, end.At.Ticks - start, one.log.Select(note => (note.At - start, note.What)));
        }
    }

    internal Eff<int> Build(Tree tree) => tree switch
    {
        Tree.Pure(var value) => SuccessEff(value),
        Tree.Fail(var reason) => Error.Conflict(reason, ""),
        Tree.Throw => liftEff(int () => throw new InvalidOperationException("thrown")),
        Tree.Say(var id) => liftEff(() => Said(id)),
        Tree.Sleep(var ticks) => yieldFor(TimeSpan.FromTicks(ticks)).Map(static _ => 1),
        Tree.Delay(var ticks) => liftEff(env => Waited(ticks, env)),
        Tree.Map(var of) => Build(of).Map(static n => n + 1),
        Tree.Bind(var first, var next) => Build(first).Bind(n => Build(next).Map(m => n + m)),
        Tree.Then(var first, var next) => Build(first) >> Build(next),
        Tree.Query(var first, var next) => from n in Build(first) from m in Build(next) select n + m,
        Tree.Else(var of, var otherwise) => Build(of) | Build(otherwise),
        Tree.Catch(var of, var reason, var otherwise) => Build(of) | @catch(error => error.Reason == reason, _ => Build(otherwise)),
        Tree.IfFail(var of) => Build(of).IfFail(static _ => -1),
        Tree.MapFail(var of) => Build(of).MapFail(static _ => Error.Conflict("MAPPED", "")),
        Tree.Finally(var of, var after) => Build(of).Finally(Build(after) >> unitEff),
        Tree.Bracket(var acquire, var use, var release) => Resource.Make(Build(acquire), _ => Build(release) >> unitEff).Use(n => Build(use).Map(m => n + m)),
        Tree.Mask(var of) => uninterruptible(Build(of)),
        Tree.Retry(var of, var times, var wait) => Build(of).Retry(Waits(times, wait)),
        Tree.Repeat(var of, var times, var wait) => Build(of).Repeat(Waits(times, wait)),
        Tree.Timeout(var of, var after, 0) => Build(of).Timeout(TimeSpan.FromTicks(after)),
        Tree.Timeout(var of, var after, var grace) => Build(of).TimeoutThen(TimeSpan.FromTicks(after), TimeSpan.FromTicks(grace)),
        Tree.All(var of) => awaitAll([.. of.Select(Build)]).Map(static all => all.Sum()),
        Tree.Any(var of) => awaitAny([.. of.Select(Build)]),
        Tree.Forked(var beside, var body, true) => awaitAll(from f in fork(Build(beside)) from n in Build(body) from m in f.Join select n + m).Map(static all => all[0]),
        Tree.Forked(var beside, var body, false) => awaitAll(from f in fork(Build(beside)) from n in Build(body) select n).Map(static all => all[0]),
        Tree.Async(var first, var next, var id) => InTurn(Build(first), Build(next), id),
        Tree.AsyncCatch(var of, var otherwise) => Caught(Build(of), Build(otherwise)),
        _ => throw new ArgumentOutOfRangeException(nameof(tree), tree, "no such tree"),
    };

    static Schedule Waits(int times, long wait) => Schedule.Spaced(TimeSpan.FromTicks(wait)) & Schedule.Recurs(times);

    static async Task<int> Waited(long ticks, Env env)
    {
        var over = new TaskCompletionSource<int>();     // Task.Delay counts in milliseconds
        using var timer = env.Time.CreateTimer(_ => over.TrySetResult(1), null, TimeSpan.FromTicks(ticks), System.Threading.Timeout.InfiniteTimeSpan);
        using var told = env.Token.Register(() => over.TrySetCanceled(env.Token));
        return await over.Task;
    }

    async Eff<int> InTurn(Eff<int> first, Eff<int> next, int id)
    {
        try
        {
            return await first + await next;
        }
        finally
        {
            Said(id);
        }
    }

    static async Eff<int> Caught(Eff<int> of, Eff<int> otherwise)
    {
        try
        {
            return await of;
        }
        catch (ErrorException)
        {
            return await otherwise;
        }
    }

    int Said(int id)
    {
        Note($"said {id}");
        return id;
    }

    void Note(string what) => log.Add((time.Elapsed.Ticks, what));
}
