namespace Kratos.Reactive.Tests;

/// <summary>A loop in tail position holds no more after 300,000 rounds than after a thousand.</summary>
[Collection(nameof(Alone))]
public sealed class TailLoopTests
{
    const int Rounds = 300_000, Early = 1_000;
    const long Bound = 2_000_000;       // a frame a round would be 9 MB at the least

    readonly VirtualTime time = new() { MaxItems = long.MaxValue };
    long early;
    long late;
    int round;

    [Fact]
    public void A_function_that_calls_itself_last_holds_no_more()
    {
        Eff<int> Loop() => Round.Bind(go => go ? Loop() : SuccessEff(round));
        Holds(Loop());
    }

    [Fact]
    public void A_function_that_goes_on_after_a_failure_holds_no_more()
    {
        Eff<int> Loop() => Round.Bind(go => go ? FailEff<int>(Error.TimedOut) : SuccessEff(round)).IfFailEff(_ => Loop());
        Holds(Loop());
    }

    [Fact]
    public void A_loop_of_then_holds_no_more()
    {
        Eff<int> Loop() => unitEff >> Round.Bind(go => go ? Loop() : SuccessEff(round));
        Holds(Loop());
    }

    [Fact]
    public void A_repetition_holds_no_more() => Holds(Round.Bind(go => go ? SuccessEff(round) : FailEff<int>(Error.TimedOut)).Repeat(Schedule.Forever).IfFail(_ => round));

    [Fact]
    public void A_retry_holds_no_more() => Holds(Round.Bind(go => go ? FailEff<int>(Error.TimedOut) : SuccessEff(round)).Retry(Schedule.Forever));

    [Fact]
    public void A_loop_in_an_async_method_holds_no_more()
    {
        async Eff<int> Loop()
        {
            while (await Round) { }
            return round;
        }

        Holds(Loop());
    }

    [Fact]
    public void A_loop_that_waits_holds_no_more()
    {
        Eff<int> Loop() => yieldFor(1.Milliseconds) >> Round.Bind(go => go ? Loop() : SuccessEff(round));
        Holds(Loop());
    }

    [Fact]
    public void A_loop_of_brackets_and_forks_and_timeouts_holds_no_more()
    {
        var one = Resource.Make(unitEff, static _ => unitEff).Use(static _ => unitEff).Timeout(1.Seconds) >> awaitAll(from f in fork(unitEff) from _ in f.Join select _) >> unitEff;
        Eff<int> Loop() => one >> Round.Bind(go => go ? Loop() : SuccessEff(round));
        Holds(Loop());
    }

    Eff<bool> Round => liftEff(() =>
    {
        round++;
        if (round == Early) early = GC.GetTotalMemory(forceFullCollection: true);
        if (round == Rounds) late = GC.GetTotalMemory(forceFullCollection: true);
        return round < Rounds;
    });

    void Holds(Eff<int> loop)
    {
        Assert.Equal(Rounds, time.Run(loop).Value);
        Assert.True(late - early < Bound, $"{late - early} bytes more after {Rounds} rounds");
    }
}
