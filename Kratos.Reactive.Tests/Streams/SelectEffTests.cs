using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class SelectEffTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    void Log(string what) => log.Add($"{what} at {time.Elapsed.TotalSeconds}");

    // Takes so many seconds and gives the number back; zero fails.
    static Eff<int> Work(int seconds) => seconds == 0 ? FailEff<int>(Error.Conflict("ZERO", "zero")) : yieldFor(seconds.Seconds) >> SuccessEff(seconds);

    static IObservable<int> Spaced(VirtualTime time, (int Gap, int Value)[] values) =>
        values.Select(one => time.After(one.Gap.Seconds).Select(_ => one.Value)).Aggregate(Observable.Empty<int>(), (all, next) => all.Concat(next));

    static readonly Gen<(int Gap, int Value)[]> runs = (from gap in Gen.Choose(0, 3) from value in Gen.Frequency((12, Gen.Choose(1, 4)), (1, Gen.Constant(0))) select (gap, value)).ArrayOf();

    [Fact]
    public void One_after_another_is_Select_and_Concat_to_the_instant()
    {
        Prop.ForAll(Arb.From(runs), run => Same(run,
            (source, time) => source.SelectEff(Work, time.Env),
            (source, time) => source.Select(seconds => Work(seconds).ToObservable(time.Env)).Concat())).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Side_by_side_is_Select_and_Merge_with_the_same_cap_as_long_as_nothing_fails()
    {
        var cases = from run in runs from atOnce in Gen.Choose(1, 4) select (run: run.Where(one => one.Value > 0).ToArray(), atOnce);
        Prop.ForAll(Arb.From(cases), one => Same(one.run,
            (source, time) => source.SelectEff(Work, time.Env, one.atOnce),
            (source, time) => source.Select(seconds => Work(seconds).ToObservable(time.Env)).Merge(one.atOnce))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    static bool Same((int, int)[] run, Func<IObservable<int>, VirtualTime, IObservable<int>> ours, Func<IObservable<int>, VirtualTime, IObservable<int>> theirs)
    {
        string[] Seen(Func<IObservable<int>, VirtualTime, IObservable<int>> of)
        {
            var time = new VirtualTime();
            // Values of the same instant may come in either order side by side; the end stays the last.
            return [.. time.Run(of(Spaced(time, run), time)).OrderBy(one => one.At).ThenBy(one => one.What.Kind).ThenBy(one => one.What.HasValue ? one.What.Value : 0).Select(one => one.ToString())];
        }

        return Seen(ours).SequenceEqual(Seen(theirs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void As_many_run_as_may_and_never_more(int atOnce)
    {
        var (running, most) = (0, 0);
        var seen = time.Run(Observable.Range(0, 30).SelectEff(_ =>
            liftEff(() => { most = Math.Max(most, ++running); }) >> yieldFor(1.Seconds) >> liftEff(() => { running--; }), time.Env, atOnce));
        Assert.Equal((atOnce, 0), (most, running));
        Assert.Equal((30 / atOnce).Seconds, seen[^1].At);
    }

    [Fact]
    public void Less_than_one_at_once_is_refused() =>
        Assert.Equal("atOnce", Assert.Throws<ArgumentOutOfRangeException>(() => Observable.Never<int>().SelectEff(Work, time.Env, 0)).ParamName);

    [Fact]
    public void A_failure_stops_the_others_and_the_source_and_ends_the_stream_when_all_have_given_back_what_they_held()
    {
        var source = new Subject<int>();
        Eff<int> Held(int n) => Resource.Make(liftEff(() => { Log($"take {n}"); return n; }), _ => yieldFor(n.Seconds) >> liftEff(() => Log($"give {n}")))
            .Use(_ => n == 1 ? yieldFor(2.Seconds) >> FailEff<int>(Error.Conflict("ONE", "one")) : yieldFor(1.Hours) >> SuccessEff(n));
        var seen = time.Watch(source.SelectEff(Held, time.Env, atOnce: 3));
        foreach (var n in (int[])[1, 5, 3, 9]) source.OnNext(n);
        time.At(4.Seconds, () => Assert.False(source.HasObservers));
        time.Start();
        Assert.Equal(["take 1 at 0", "take 5 at 0", "take 3 at 0", "give 1 at 3", "give 3 at 6", "give 5 at 8"], log);
        Assert.Equal(["8s OnError(ONE)"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void Every_failure_is_kept_the_first_one_first()
    {
        Eff<int> Failing(int n) => yieldFor(n.Seconds).Finally(liftEff<Unit>(_ => Error.Conflict($"R{n}", "release"))) >> FailEff<int>(Error.Conflict($"F{n}", "failure"));
        var error = Assert.IsType<ErrorException>(time.Run(new[] { 5, 1 }.ToObservable().SelectEff(Failing, time.Env, atOnce: 2))[^1].What.Exception).Error;
        Assert.Equal("R1", error.Reason);
        Assert.Equal(["R5"], error.Others.Select(other => other.Reason));
    }

    [Fact]
    public void A_failing_source_stops_what_runs()
    {
        var source = time.After(1.Seconds).Select(_ => 1).Concat(time.After(1.Seconds).SelectMany(_ => Observable.Throw<int>(new InvalidOperationException("mine"))));
        var seen = time.Run(source.SelectEff(_ => yieldFor(1.Hours).Finally(liftEff(() => Log("freed"))), time.Env));
        Assert.Equal(["freed at 2"], log);
        Assert.Equal(["2s OnError(PANIC)"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void The_token_ends_it_in_cancelled_also_while_nothing_runs()
    {
        using var stop = new CancellationTokenSource(5.Seconds, time.Env.Time);
        var env = time.Env.With(stop.Token);
        var busy = time.Watch(Observable.Return(1).Concat(Observable.Never<int>()).SelectEff(_ => yieldFor(1.Hours), env));
        var idle = time.Watch(Observable.Never<int>().SelectEff(Work, env));
        time.Start();
        Assert.Equal(["5s OnError(CANCELLED)"], busy.Select(one => one.ToString()));
        Assert.Equal(["5s OnError(CANCELLED)"], idle.Select(one => one.ToString()));
    }

    [Fact]
    public void Disposing_stops_what_runs_and_what_fails_after_that_is_not_lost()
    {
        var source = new Subject<int>();
        var subscription = source.SelectEff(n => yieldFor(1.Hours).Finally(yieldFor(2.Seconds) >> liftEff(() => Log($"freed {n}")) >> FailEff<Unit>(Error.Conflict("LATE", "late"))), time.Env)
            .Subscribe(_ => Log("next"), _ => Log("error"), () => Log("completed"));
        source.OnNext(1);
        source.OnNext(2);
        time.At(3.Seconds, () =>
        {
            subscription.Dispose();
            Assert.False(source.HasObservers);
        });
        time.Start();
        Assert.Equal(["freed 1 at 5"], log);
        Assert.Equal(["LATE"], time.Unhandled.Select(error => error.Reason));
    }

    [Fact]
    public void A_function_that_throws_or_gives_nothing_ends_the_stream()
    {
        Assert.Equal(["0s OnError(PANIC)"], time.Run(Observable.Return(1).SelectEff<int, int>(_ => throw new InvalidOperationException("mine"), time.Env)).Select(one => one.ToString()));
        Assert.Equal(["0s OnError(NO_EFFECT)"], time.Run(Observable.Return(1).SelectEff<int, int>(_ => null!, time.Env)).Select(one => one.ToString()));
    }

    [Fact]
    public void As_many_wait_as_may_and_one_more_is_a_failure_that_says_so()
    {
        var started = new List<int>();
        IObservable<Unit> Of(int count) => Observable.Range(0, count).SelectEff(n => liftEff(() => started.Add(n)) >> yieldFor(1.Seconds), time.Env, atOnce: 2, new(3));
        var failed = time.Run(Of(6));
        Assert.Equal(["0s OnError(STREAM_OVERFLOW)"], failed.Select(one => one.ToString()));
        Assert.Equal([0, 1], started);
        Assert.Equal("3s OnCompleted()", time.Run(Of(5))[^1].ToString());
    }

    [Fact]
    public void What_may_be_dropped_is_dropped_and_told()
    {
        var dropped = new List<long>();
        var seen = time.Run(Observable.Range(1, 6).SelectEff(Work, time.Env, waiting: new(2, Overflow.DropOldest) { Dropped = dropped.Add }));
        Assert.Equal(["1s OnNext(1)", "6s OnNext(5)", "12s OnNext(6)", "12s OnCompleted()"], seen.Select(one => one.ToString()));
        Assert.Equal([1L, 2, 3], dropped);
    }

    [Fact]
    public void A_million_values_whose_effects_end_at_once_do_not_overflow_the_stack() =>
        Assert.Equal(1_000_000, time.Run(Observable.Range(0, 1_000_000).SelectEff(SuccessEff, time.Env).Count())[0].What.Value);

    [Fact]
    public void An_observer_that_throws_is_left_and_what_runs_is_stopped()
    {
        var source = new Subject<int>();
        using var subscription = source.SelectEff(n => yieldFor(n.Seconds).Finally(liftEff(() => Log($"freed {n}"))), time.Env, atOnce: 2)
            .Subscribe(_ => throw new InvalidOperationException("mine"));
        source.OnNext(1);
        source.OnNext(9);
        time.Start();
        Assert.Equal(["freed 1 at 1", "freed 9 at 1"], log);
        Assert.Equal("mine", Assert.Single(time.Unhandled).Cause!.Message);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void Four_threads_push_and_the_observer_is_told_by_one_at_a_time()
    {
        const int threads = 4, each = 10_000;
        var (inside, clashes, count, completed) = (0, 0, 0, 0);
        var source = Observable.Create<int>(observer =>
        {
            Threads.Together(threads, _ =>
            {
                for (var i = 0; i < each; i++) observer.OnNext(i);
            });
            observer.OnCompleted();
            return Disposable.Empty;
        });
        using var subscription = source.SelectEff(SuccessEff, Env.System, atOnce: 4, new(threads * each)).Subscribe(_ =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref clashes);
            count++;
            Interlocked.Decrement(ref inside);
        }, () => completed++);
        Assert.Equal((0, threads * each, 1), (clashes, count, completed));
    }
}
