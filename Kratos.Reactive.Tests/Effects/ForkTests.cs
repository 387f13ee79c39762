namespace Kratos.Reactive.Tests;

public sealed class ForkTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    Eff<Unit> Say(string what) => liftEff(() => log.Add($"{time.Elapsed.TotalSeconds} {what}")) >> unitEff;

    static Error Bad(string reason) => Error.Conflict(reason, "");

    [Fact]
    public void It_runs_beside_its_owner_and_is_joined()
    {
        var end = time.Run(from f in fork(yieldFor(3.Seconds) >> SuccessEff(5)) from _ in yieldFor(2.Seconds) from x in f.Join from y in f.Join select x + y);
        Assert.Equal((10, 3.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void It_never_outlives_its_owner_which_stops_it_and_waits_for_its_releases()
    {
        var end = time.Run(fork((yieldFor(1.Hours) >> SuccessEff(0)).Finally(Say("told") >> yieldFor(4.Seconds) >> Say("closed"))) >> yieldFor(2.Seconds));
        Assert.Equal(6.Seconds, end.At);
        Assert.True(end.End.IsSucc);
        Assert.Equal(["2 told", "6 closed"], log);
    }

    [Fact]
    public void It_never_outlives_an_owner_that_fails_or_is_cancelled()
    {
        var beside = fork((yieldFor(1.Hours) >> SuccessEff(0)).Finally(yieldFor(4.Seconds) >> Say("closed")));
        Assert.Equal("X", time.Run(beside >> yieldFor(2.Seconds) >> FailEff<int>(Bad("X"))).Error.Reason);
        using var stop = new CancellationTokenSource(1.Seconds, time.Env.Time);
        Assert.Equal(Error.Cancelled, time.Run(beside >> yieldFor(1.Hours), time.Env.With(stop.Token)).Error);
        Assert.Equal(["6 closed", "11 closed"], log);
    }

    [Theory]
    [InlineData("Timeout")]
    [InlineData("awaitAll")]
    [InlineData("awaitAny")]
    [InlineData("fork")]
    public void What_starts_a_run_owns_the_forks_inside(string kind)
    {
        var inside = fork((yieldFor(1.Hours) >> SuccessEff(0)).Finally(Say("closed"))) >> yieldFor(2.Seconds);
        var effect = kind switch
        {
            "Timeout" => inside.Timeout(1.Hours),
            "awaitAll" => awaitAll(inside) >> unitEff,
            "awaitAny" => awaitAny(inside),
            _ => fork(inside).Bind(f => f.Join),
        };
        time.Run(effect >> yieldFor(10.Seconds));
        Assert.Equal(["2 closed"], log);
    }

    [Fact]
    public void A_failure_that_nobody_waits_for_cuts_the_owner_at_once_and_is_its_end()
    {
        var end = time.Run((fork(yieldFor(1.Seconds) >> FailEff<int>(Bad("FORK"))) >> yieldFor(1.Hours).Finally(Say("left"))) | Say("caught"));
        Assert.Equal(("FORK", 1.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["1 left"], log);
    }

    [Fact]
    public void A_failure_in_the_first_step_is_not_silent_either() =>
        Assert.Equal("FORK", time.Run(fork(FailEff<int>(Bad("FORK"))) >> SuccessEff(1)).Error.Reason);

    [Fact]
    public void A_failure_goes_to_whoever_waits_for_it_and_may_be_handled_there()
    {
        var end = time.Run(from f in fork(yieldFor(1.Seconds) >> FailEff<int>(Bad("FORK"))) from x in f.Join | SuccessEff(9) from _ in yieldFor(1.Seconds) select x);
        Assert.Equal((9, 2.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void A_failure_while_it_is_being_stopped_is_the_owners()
    {
        var end = time.Run(fork(yieldFor(1.Hours).Finally(yieldFor(1.Seconds) >> FailEff<Unit>(Bad("CLOSE")))) >> yieldFor(2.Seconds) >> SuccessEff(1));
        Assert.Equal(("CLOSE", 3.Seconds), (end.Error.Reason, end.At));
    }

    [Fact]
    public void Every_failure_is_kept_the_owners_first()
    {
        Eff<Fork<Unit>> Fails(string reason, int after) => fork(yieldFor(1.Hours).Finally(yieldFor(after.Seconds) >> FailEff<Unit>(Bad(reason))));
        var end = time.Run(Fails("B", 1) >> Fails("C", 2) >> FailEff<int>(Bad("A")));
        Assert.Equal(("A", 2.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["B", "C"], end.Error.Others.Select(error => error.Reason));
    }

    [Fact]
    public void The_first_to_fail_stops_the_others_too()
    {
        var end = time.Run(fork(yieldFor(1.Hours).Finally(Say("other"))) >> fork(yieldFor(1.Seconds) >> FailEff<int>(Bad("FORK"))) >> yieldFor(1.Hours));
        Assert.Equal(("FORK", 1.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["1 other"], log);
    }

    [Fact]
    public void Cancel_stops_it_and_waits_until_it_has_stopped()
    {
        var end = time.Run(from f in fork(yieldFor(1.Hours).Finally(yieldFor(3.Seconds) >> Say("closed")))
                           from _1 in yieldFor(1.Seconds)
                           from _2 in f.Cancel
                           from _3 in Say("went on")
                           from joined in f.Join.Try()
                           select joined.Error);
        Assert.Equal((Error.Cancelled, 4.Seconds), (end.Value, end.At));
        Assert.Equal(["4 closed", "4 went on"], log);
    }

    [Fact]
    public void A_failure_while_it_is_cancelled_cuts_the_owner()
    {
        var end = time.Run(from f in fork(yieldFor(1.Hours).Finally(FailEff<Unit>(Bad("CLOSE")))) from _ in f.Cancel from __ in Say("went on") select 1);
        Assert.Equal("CLOSE", end.Error.Reason);
        Assert.Empty(log);
    }

    [Fact]
    public void Waiting_for_one_is_cut_by_the_waiters_own_token()
    {
        var end = time.Run(from f in fork(yieldFor(1.Hours) >> SuccessEff(0)) from x in f.Join.Timeout(2.Seconds).Try() from _ in f.Cancel select x.Error);
        Assert.Equal((Error.TimedOut, 2.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void One_that_waits_for_itself_ends_with_its_owner()
    {
        Fork<Unit>? self = null;
        var end = time.Run(fork(yieldFor(1.Seconds) >> liftEff(() => self!).Bind(f => f.Join)).Map(f => self = f) >> yieldFor(5.Seconds));
        Assert.Equal(5.Seconds, end.At);
        Assert.True(end.End.IsSucc);
    }

    [Fact]
    public void A_protected_owner_is_cut_when_its_protection_ends()
    {
        var end = time.Run(fork(yieldFor(1.Seconds) >> FailEff<int>(Bad("FORK"))) >> uninterruptible(local(env => env.With(CancellationToken.None), Say("in")) >> Say("still in")) >> uninterruptible(yieldFor(3.Seconds).IfFail(_ => default) >> Say("out")) >> Say("never"));
        Assert.Equal("FORK", end.Error.Reason);
        Assert.Equal(["0 in", "0 still in", "1 out"], log);
    }

    [Fact]
    public void A_cut_inside_a_protected_region_reaches_the_loops_of_its_children_before_their_leaves()
    {
        var inside = fork(yieldFor(1.Seconds) >> FailEff<int>(Bad("FORK"))) >> awaitAll(yieldFor(1.Hours) | Say("caught"));
        var end = time.Run(uninterruptible(awaitAll(inside)));
        Assert.Equal(("FORK", 1.Seconds), (end.Error.Reason, end.At));
        Assert.Empty(log);
    }

    [Fact]
    public void A_thousand_forks_are_all_waited_for()
    {
        var closed = 0;
        var one = fork(yieldFor(1.Hours).Finally(yieldFor(1.Seconds) >> liftEff(() => { closed++; })));
        var end = time.Run(Enumerable.Repeat(one, 1000).Aggregate(unitEff, (all, next) => all >> next >> unitEff));
        Assert.Equal((1000, 1.Seconds), (closed, end.At));
    }
}
