namespace Kratos.Reactive.Tests;

public sealed class TogetherTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    Eff<Unit> Say(string what) => liftEff(() => log.Add($"{time.Elapsed.TotalSeconds} {what}")) >> unitEff;

    static Eff<int> After(int seconds, Fin<int> end) => yieldFor(seconds.Seconds) >> (Eff<int>)end;

    static Error Bad(string reason) => Error.Conflict(reason, "");

    [Fact]
    public void All_values_come_in_order_when_the_slowest_is_there()
    {
        var end = time.Run(awaitAll(After(3, 1), After(1, 2), After(2, 3)));
        Assert.Equal([1, 2, 3], end.Value);
        Assert.Equal(3.Seconds, end.At);
    }

    [Fact]
    public void The_first_failure_stops_the_others_which_are_waited_for_and_every_failure_is_kept()
    {
        var end = time.Run(awaitAll(
            After(9, 1).Finally(yieldFor(2.Seconds) >> FailEff<Unit>(Bad("CLOSE"))),
            After(1, Bad("FIRST")),
            After(9, 2).Finally(yieldFor(4.Seconds) >> Say("closed"))));
        Assert.Equal(("FIRST", 5.Seconds), (end.Error.Reason, end.At));
        Assert.Equal("CLOSE", Assert.Single(end.Error.Others).Reason);
        Assert.Equal(["5 closed"], log);
    }

    [Fact]
    public void After_a_failure_in_the_first_step_the_rest_is_not_begun()
    {
        Assert.Equal("FIRST", time.Run(awaitAll(Say("before"), FailEff<Unit>(Bad("FIRST")), Say("after"))).Error.Reason);
        Assert.Equal(["0 before"], log);
    }

    [Fact]
    public void None_at_all_is_an_empty_list_at_once() => Assert.Empty(time.Run(awaitAll<int>()).Value);

    [Fact]
    public void The_first_value_wins_and_the_losers_are_stopped_and_waited_for()
    {
        var end = time.Run(awaitAny(After(5, 5).Finally(yieldFor(2.Seconds) >> Say("closed")), After(3, 3), After(1, Bad("LOST"))));
        Assert.Equal((3, 5.Seconds), (end.Value, end.At));
        Assert.Equal(["5 closed"], log);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void A_loser_whose_release_fails_is_told_to_the_unhandled_sink()
    {
        var end = time.Run(awaitAny(After(5, 5).Finally(FailEff<Unit>(Bad("CLOSE"))), After(3, 3)));
        Assert.Equal((3, 3.Seconds), (end.Value, end.At));
        Assert.Equal("CLOSE", Assert.Single(time.Unhandled).Reason);
    }

    [Fact]
    public void When_all_fail_every_failure_is_kept_in_the_order_they_came()
    {
        var end = time.Run(awaitAny(After(3, Bad("C")), After(1, Bad("A")), After(2, Bad("B"))));
        Assert.Equal(("A", 3.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["B", "C"], end.Error.Others.Select(error => error.Reason));
    }

    [Fact]
    public void A_race_of_none_is_a_failure() => Assert.Equal("NOTHING_TO_AWAIT", time.Run(awaitAny<int>()).Error.Reason);

    [Fact]
    public void When_the_caller_leaves_all_are_told_and_waited_for()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        var end = time.Run(awaitAll(After(9, 1).Finally(yieldFor(1.Seconds)), After(9, 2).Finally(yieldFor(3.Seconds))), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 5.Seconds), (end.Error, end.At));
    }

    [Fact]
    public void In_a_protected_region_they_are_cut_by_one_another_only_and_so_are_the_timeouts_inside()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        Eff<Unit> Deaf(int seconds) => local(static env => env.With(CancellationToken.None), yieldFor(seconds.Seconds));
        time.Run(uninterruptible(awaitAll(Deaf(3) >> Say("protected"), Deaf(4) >> FailEff<Unit>(Bad("FOUR")), (Deaf(5) >> Say("went on")).Timeout(1.Hours))), time.Env.With(stop.Token));
        Assert.Equal(["3 protected"], log);
    }

    [Fact]
    public void What_a_callback_on_the_token_throws_goes_to_the_unhandled_sink_and_the_others_are_told_all_the_same()
    {
        var thrown = new InvalidOperationException("callback");
        var hears = liftEff(env => env.Token.Register(() => throw thrown)) >> yieldFor(9.Seconds).Finally(Say("closed"));
        var end = time.Run(awaitAll(hears, hears, yieldFor(1.Seconds) >> FailEff<Unit>(Bad("FIRST"))));
        Assert.Equal(("FIRST", 1.Seconds), (end.Error.Reason, end.At));
        Assert.Equal(["1 closed", "1 closed"], log);
        Assert.All(time.Unhandled, error => Assert.Same(thrown, error.Cause));
        Assert.NotEmpty(time.Unhandled);
    }
}
