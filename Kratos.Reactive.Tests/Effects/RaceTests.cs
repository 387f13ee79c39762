using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

/// <summary>On real threads and the real clock: things that happen at the moment when a run suspends, ends or is told to stop. Every run ends, and gives back what it took once.</summary>
public sealed class RaceTests
{
    const int Workers = 4, Rounds = 1_500;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly ConcurrentQueue<Error> unhandled = new();
    int taken;
    int given;

    Env Env => Env.System.WithUnhandled(unhandled.Enqueue);

    Resource<int> Held => Resource.Make(
        liftEff(() => Interlocked.Increment(ref taken)),
        _ => hop >> liftEff(() => { Interlocked.Increment(ref given); }));

    // Goes on on another thread, at once.
    static readonly Eff<Unit> hop = liftEff(static async Task (_) => await Task.Yield());

    [Fact]
    public Task A_task_that_ends_while_the_run_suspends_wakes_it() => Race(static async (round, env) =>
    {
        var task = new TaskCompletionSource<int>();
        var begun = Task.Run(() => task.SetResult(round));
        var end = await liftEff(_ => task.Task).Map(static n => n).RunAsync(env).AsTask().WaitAsync(patience);
        await begun;
        Assert.Equal(round, end.Value);
    });

    [Fact]
    public Task A_token_that_fires_while_the_run_suspends_ends_it() => Race(async (round, env) =>
    {
        using var stop = new CancellationTokenSource();
        var begun = Task.Run(stop.Cancel);
        var end = await Held.Use(_ => hop >> yieldFor(1.Hours)).RunAsync(env.With(stop.Token)).AsTask().WaitAsync(patience);
        await begun;
        Assert.Equal(Error.Cancelled, end.Error);
    });

    [Fact]
    public Task A_value_and_a_cancellation_at_once_give_one_end() => Race(async (round, env) =>
    {
        using var stop = new CancellationTokenSource();
        var source = new System.Reactive.Subjects.AsyncSubject<int>();
        var run = Held.Use(_ => source.FirstEff()).RunAsync(env.With(stop.Token)).AsTask();
        var begun = Task.Run(stop.Cancel);
        source.OnNext(round);
        source.OnCompleted();
        var end = await run.WaitAsync(patience);
        await begun;
        Assert.True(end.IsSucc ? end.Value == round : end.Error == Error.Cancelled, end.ToString());
    });

    [Fact]
    public Task A_timeout_and_its_work_at_once_give_one_end() => Race(async (round, env) =>
    {
        var work = Held.Use(_ => yieldFor(1.Milliseconds) >> hop >> SuccessEff(round));
        var end = await work.TimeoutThen(1.Milliseconds, 1.Hours).RunAsync(env).AsTask().WaitAsync(patience);
        Assert.True(end.IsSucc ? end.Value == round : end.Error == Error.TimedOut, end.ToString());
    }, rounds: 200);

    [Fact]
    public Task A_fork_that_ends_while_it_is_joined_stopped_or_left_ends_once() => Race(async (round, env) =>
    {
        var beside = fork(Held.Use(_ => hop >> hop >> SuccessEff(round)));
        var effect = (round % 4) switch
        {
            0 => beside.Bind(f => hop >> f.Join),
            1 => beside.Bind(f => hop >> f.Cancel >> SuccessEff(round)),
            2 => beside >> hop >> SuccessEff(round),
            _ => beside.Bind(f => awaitAll(f.Join, f.Join, hop >> f.Join).Map(all => all.Distinct().Single())),
        };
        Assert.Equal(round, (await effect.RunAsync(env).AsTask().WaitAsync(patience)).Value);
    });

    [Fact]
    public Task A_fork_that_fails_while_it_is_joined_or_left_is_never_silent() => Race(async (round, env) =>
    {
        var beside = fork(hop >> hop >> FailEff<int>(Error.Conflict("FORK", "")));
        var effect = (round % 2) == 0 ? beside.Bind(f => hop >> f.Join) : beside >> yieldFor(1.Hours) >> SuccessEff(0);
        Assert.Equal("FORK", (await effect.RunAsync(env).AsTask().WaitAsync(patience)).Error.Reason);
    });

    [Fact]
    public Task Many_that_end_at_once_are_all_counted() => Race(async (round, env) =>
    {
        using var stop = new CancellationTokenSource();
        var one = Held.Use(_ => hop >> SuccessEff(1));
        var all = awaitAll(one, one, hop >> one, one.Timeout(1.Hours)).Map(static all => all.Sum());
        var begun = round % 3 == 0 ? Task.Run(stop.Cancel) : Task.CompletedTask;
        var end = await all.RunAsync(env.With(stop.Token)).AsTask().WaitAsync(patience);
        await begun;
        Assert.True(end.IsSucc ? end.Value == 4 : end.Error == Error.Cancelled && round % 3 == 0, end.ToString());
    });

    [Fact]
    public Task Of_many_that_end_at_once_one_wins() => Race(async (round, env) =>
    {
        Eff<int> One(int n) => Held.Use(_ => hop >> SuccessEff(n));
        var end = await awaitAny(One(1), One(2), hop >> One(3)).RunAsync(env).AsTask().WaitAsync(patience);
        Assert.InRange(end.Value, 1, 3);
    });

    [Fact]
    public Task A_release_and_its_limit_at_once_give_one_end() => Race(async (round, env) =>
    {
        var held = Resource.Make(unitEff, _ => yieldFor(1.Milliseconds) >> hop, 1.Milliseconds);
        var end = await held.Use(_ => SuccessEff(round)).RunAsync(env).AsTask().WaitAsync(patience);
        Assert.True(end.IsSucc ? end.Value == round : end.Error == Error.Cancelled, end.ToString());
    }, rounds: 200);

    [Fact]
    public Task Runs_that_wake_each_other_use_their_machines_again_without_harm() => Race(async (round, env) =>
    {
        var first = new TaskCompletionSource<int>();
        var second = new TaskCompletionSource<int>();
        var one = (liftEff(_ => first.Task).Bind(n => liftEff(() => second.SetResult(n + 1))) >> liftEff(_ => second.Task)).RunAsync(env).AsTask();
        var two = (hop >> liftEff(() => first.SetResult(round)) >> liftEff(_ => second.Task)).RunAsync(env).AsTask();
        Assert.Equal((round + 1, round + 1), ((await one.WaitAsync(patience)).Value, (await two.WaitAsync(patience)).Value));
    });

    [Fact]
    public async Task A_run_that_has_ended_does_not_wait_for_somebodys_slow_callback_on_its_token()
    {
        using var stop = new CancellationTokenSource();
        using var entered = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var work = new TaskCompletionSource<int>();
        var slow = liftEff(env => env.Token.Register(() =>
        {
            entered.Set();
            if (!ended.Wait(patience)) throw new TimeoutException("the run did not end");
        }));
        var run = (slow >> liftEff(_ => work.Task)).Timeout(1.Hours).RunAsync(Env.With(stop.Token)).AsTask();
        var telling = Task.Run(stop.Cancel, TestContext.Current.CancellationToken);
        Assert.True(entered.Wait(patience, TestContext.Current.CancellationToken));
        var setting = Task.Run(() => work.SetResult(1), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await run.WaitAsync(patience, TestContext.Current.CancellationToken)).Value);
        ended.Set();
        await telling;
        await setting;
        Assert.Empty(unhandled);
    }

    async Task Race(Func<int, Env, Task> round, int rounds = Rounds)
    {
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            for (var n = 0; n < rounds; n++) await round((worker * rounds) + n, Env);
        })));
        Assert.Equal(taken, given);
        Assert.Empty(unhandled);
    }
}
