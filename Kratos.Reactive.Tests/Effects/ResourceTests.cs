namespace Kratos.Reactive.Tests;

public sealed class ResourceTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    Eff<Unit> Say(string what) => liftEff(() => log.Add($"{time.Elapsed.TotalSeconds} {what}")) >> unitEff;

    static Error Bad(string reason) => Error.Conflict(reason, "");

    Resource<string> Held(string name, int opens = 0, int closes = 0, Error? fails = null, Error? closeFails = null) => Resource.Make(
        yieldFor(opens.Seconds) >> (fails is null ? Say($"open {name}") >> SuccessEff(name) : FailEff<string>(fails)),
        _ => yieldFor(closes.Seconds) >> Say($"close {name}") >> (closeFails is null ? unitEff : FailEff<Unit>(closeFails)));

    [Fact]
    public void They_are_released_in_reverse_order_after_the_use()
    {
        var end = time.Run((from a in Held("a") from b in Held("b") from c in Held("c") select a + b + c).Use(abc => Say($"use {abc}") >> SuccessEff(1)));
        Assert.Equal(1, end.Value);
        Assert.Equal(["0 open a", "0 open b", "0 open c", "0 use abc", "0 close c", "0 close b", "0 close a"], log);
    }

    [Fact]
    public void One_value_is_acquired_anew_by_each_use()
    {
        var held = Held("a");
        time.Run(held.Use(_ => unitEff) >> held.Use(_ => unitEff));
        Assert.Equal(["0 open a", "0 close a", "0 open a", "0 close a"], log);
    }

    [Fact]
    public void A_failing_acquire_gives_back_those_before_it_and_is_not_released_itself()
    {
        var end = time.Run((from a in Held("a") from b in Held("b", fails: Bad("B")) from c in Held("c") select c).Use(_ => Say("used")));
        Assert.Equal("B", end.Error.Reason);
        Assert.Equal(["0 open a", "0 close a"], log);
    }

    [Fact]
    public void A_function_between_them_that_throws_gives_back_all_that_was_held()
    {
        var thrown = new InvalidOperationException("no");
        Assert.Same(thrown, time.Run(Held("a").SelectMany(Resource<string> (_) => throw thrown).Use(_ => Say("used"))).Error.Cause);
        Assert.Same(thrown, time.Run((from a in Held("b") from b in Held("c") select Throws(thrown)).Use(_ => Say("used"))).Error.Cause);
        Assert.Same(thrown, time.Run(Held("d").Select(_ => Throws(thrown)).Use(_ => Say("used"))).Error.Cause);
        Assert.Same(thrown, time.Run(Held("e").Use(Eff<int> (_) => throw thrown)).Error.Cause);
        Assert.Equal(["0 open a", "0 close a", "0 open b", "0 open c", "0 close c", "0 close b", "0 open d", "0 close d", "0 open e", "0 close e"], log);
    }

    static int Throws(Exception thrown) => throw thrown;

    [Fact]
    public void A_release_that_fails_or_throws_does_not_keep_the_others_from_running_and_every_failure_is_kept()
    {
        var throws = Resource.Make(SuccessEff(1), Eff<Unit> (_) => throw new IOException());
        var end = time.Run((from a in Held("a", closeFails: Bad("A")) from b in throws from c in Held("c", closeFails: Bad("C")) select c).Use(_ => FailEff<int>(Bad("USE"))));
        Assert.Equal(["USE", "C", "PANIC", "A"], end.Error.Others.Prepend(end.Error).Select(error => error.Reason));
        Assert.Equal(["0 open a", "0 open c", "0 close c", "0 close a"], log);
    }

    [Fact]
    public void A_release_is_told_after_thirty_seconds_or_at_the_limit_given_each_at_its_own()
    {
        Eff<Unit> Hangs(string name) => yieldFor(1.Hours).Finally(Say(name));
        var ours = Resource.Make(unitEff, _ => Hangs("ours"));
        var given = Resource.Make(unitEff, _ => Hangs("given"), 5.Seconds);
        var end = time.Run((from a in ours from b in given select a).Use(_ => SuccessEff(1)));
        Assert.Equal((Error.Cancelled, 35.Seconds), (end.Error, end.At));
        Assert.Equal(["5 given", "35 ours"], log);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_release_with_no_time_at_all_has_a_fired_token(int seconds)
    {
        var end = time.Run(Resource.Make(unitEff, _ => Say("closing") >> yieldFor(1.Seconds), seconds.Seconds).Use(_ => SuccessEff(1)));
        Assert.Equal((Error.Cancelled, TimeSpan.Zero), (end.Error, end.At));
        Assert.Equal(["0 closing"], log);
    }

    [Fact]
    public void A_release_without_a_limit_is_waited_for_as_long_as_it_takes() =>
        Assert.Equal(100.Days, time.Run(Resource.Make(unitEff, _ => yieldFor(100.Days), System.Threading.Timeout.InfiniteTimeSpan).Use(_ => unitEff)).At);

    [Fact]
    public void All_are_acquired_side_by_side_and_released_side_by_side()
    {
        var end = time.Run(Resource.All([Held("a", 3, 2), Held("b", 1, 4)]).Use(all => Say($"use {string.Join(',', all)}")));
        Assert.Equal(7.Seconds, end.At);
        Assert.Equal(["1 open b", "3 open a", "3 use a,b", "5 close a", "7 close b"], log);
    }

    [Fact]
    public void When_one_of_all_fails_the_waiting_are_cut_the_held_given_back_and_every_failure_kept()
    {
        var end = time.Run(Resource.All([Held("a", 1, 2), Held("b", 2, fails: Bad("B")), Held("c", 1, 1, closeFails: Bad("C")), Held("d", 9)]).Use(_ => Say("used")));
        Assert.Equal(("B", 4.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["C"], end.Error.Others.Select(error => error.Reason));
        Assert.Equal(["1 open a", "1 open c", "3 close c", "4 close a"], log);
    }

    [Fact]
    public void When_the_caller_leaves_while_all_are_acquired_the_held_are_given_back()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        var end = time.Run(Resource.All([Held("a", 1, 5), Held("b", 3)]).Use(_ => Say("used")), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 7.Seconds), (end.Error, end.At));
        Assert.Equal(["1 open a", "7 close a"], log);
    }

    [Fact]
    public void None_at_all_is_an_empty_list() => Assert.Empty(time.Run(Resource.All<int>([]).Use(SuccessEff)).Value);

    [Fact]
    public void Work_on_the_way_in_may_be_cut_and_work_on_the_way_out_runs_all_the_same()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        var way = from _1 in Resource.OnExit(Say("out") >> unitEff) from _2 in Resource.OnEnter(yieldFor(1.Seconds) >> Say("in")) from _3 in Resource.OnEnter(Say("loop").Repeat(Schedule.Spaced(3.Seconds))) select _3;
        var end = time.Run(way.Use(_ => Say("used")), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 2.Seconds), (end.Error, end.At));
        Assert.Equal(["1 in", "1 loop", "2 out"], log);
    }

    [Fact]
    public void Work_on_the_way_in_that_does_not_wait_is_cut_too()
    {
        using var stop = new CancellationTokenSource();
        var rounds = 0;
        var end = time.Run(Resource.OnEnter(liftEff(() => { if (++rounds == 5) stop.Cancel(); }).Repeat(Schedule.Forever)).Use(_ => unitEff), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 5), (end.Error, rounds));
    }

    [Fact]
    public void Disposables_are_disposed_on_the_way_out()
    {
        var disposed = new List<string>();
        time.Run(Resource.Disposing(liftEff(() => Disposable.Create(() => disposed.Add("one")))).Use(_ => FailEff<int>(Bad("X"))));
        time.Run(Resource.DisposingAsync(SuccessEff(new Later(time, disposed))).Use(_ => unitEff));
        Assert.Equal(["one", "two"], disposed);
        Assert.Equal(1.Seconds, time.Elapsed);
    }

    [Fact]
    public void A_value_is_a_resource_that_needs_no_giving_back() => Assert.Equal(7, time.Run(Resource.Pure(7).Use(SuccessEff)).Value);

    sealed class Later(VirtualTime time, List<string> disposed) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Delay(1.Seconds, time.Env.Time);
            disposed.Add("two");
        }
    }
}
