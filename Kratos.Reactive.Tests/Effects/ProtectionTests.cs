namespace Kratos.Reactive.Tests;

public sealed class ProtectionTests
{
    readonly VirtualTime time = new();
    readonly CancellationTokenSource stop = new();
    readonly List<string> log = [];

    Eff<Unit> Say(string what) => liftEff(() => log.Add(what)) >> unitEff;

    Env Told => time.Env.With(stop.Token);

    [Fact]
    public void A_protected_part_is_not_cut_between_its_steps_and_what_follows_is_not_begun()
    {
        var end = time.Run(uninterruptible(liftEff(stop.Cancel) >> Say("one") >> Say("two")) >> Say("three"), Told);
        Assert.Equal(Error.Cancelled, end.Error);
        Assert.Equal(["one", "two"], log);
    }

    [Fact]
    public void Its_leaves_see_the_token()
    {
        time.At(2.Seconds, stop.Cancel);
        var end = time.Run(uninterruptible(yieldFor(1.Hours).Try().Bind(end => Say(end.Error.Reason)) >> SuccessEff(1)), Told);
        Assert.Equal((1, 2.Seconds), (end.Value, end.At));
        Assert.Equal(["CANCELLED"], log);
    }

    [Fact]
    public void It_is_not_begun_when_the_token_has_fired_before()
    {
        stop.Cancel();
        Assert.Equal(Error.Cancelled, time.Run(uninterruptible(Say("begun")), Told).Error);
        Assert.Empty(log);
    }

    [Fact]
    public void Protected_twice_it_is_protected_until_both_end()
    {
        time.Run(uninterruptible(uninterruptible(liftEff(stop.Cancel)) >> Say("still")) >> Say("no more"), Told);
        Assert.Equal(["still"], log);
    }

    [Fact]
    public void A_failure_inside_ends_the_protection_too()
    {
        var end = time.Run((uninterruptible(liftEff(stop.Cancel) >> FailEff<Unit>(Error.TimedOut)) | Say("caught")) >> Say("after"), Told);
        Assert.Equal(Error.TimedOut, end.Error);
        Assert.Empty(log);
    }

    [Fact]
    public void A_child_run_inside_is_protected_from_the_caller_and_not_from_its_own_timeout()
    {
        time.At(2.Seconds, stop.Cancel);
        var deaf = local(static env => env.With(CancellationToken.None), yieldFor(3.Seconds));
        Assert.True(time.Run(uninterruptible((deaf >> Say("one") >> Say("two")).Timeout(1.Hours)), Told).End.IsSucc);
        Assert.Equal(["one", "two"], log);
        Assert.Equal(Error.TimedOut, time.Run(uninterruptible((deaf >> Say("three")).Timeout(1.Seconds)), time.Env).Error);
        Assert.Equal(["one", "two"], log);
    }
}
