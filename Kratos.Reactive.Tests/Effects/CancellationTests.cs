namespace Kratos.Reactive.Tests;

/// <summary>The token fires at every step and at every instant of nested brackets.</summary>
public sealed class CancellationTests
{
    readonly List<string> acquired = [], released = [], steps = [];
    VirtualTime time = new();
    CancellationTokenSource stop = new();
    int firesAt = -1;

    // a and b are one composed resource, c is used inside; each acquire, use and release has several steps, and waits.
    Eff<string> Work => (from a in Held("a") from b in Held("b") select a + b)
        .Use(ab => Step("use 1") >> Wait >> Held("c").Use(c => Step("use 2") >> Wait >> Step("use 3") >> SuccessEff(ab + c)));

    Eff<Unit> Wait => yieldFor(1.Seconds);

    Resource<string> Held(string name) => Resource.Make(
        Step($"open {name}") >> Wait >> Step($"opened {name}") >> liftEff(() =>
        {
            acquired.Add(name);
            return name;
        }),
        _ => Step($"close {name}") >> Wait >> liftEff(() => released.Add(name)) >> unitEff);

    Eff<Unit> Step(string name) => liftEff(() =>
    {
        steps.Add(name);
        if (steps.Count - 1 == firesAt) stop.Cancel();
    });

    Ended<string> Run()
    {
        acquired.Clear();
        released.Clear();
        steps.Clear();
        time = new();
        stop = new();
        return time.Run(Work, time.Env.With(stop.Token));
    }

    [Fact]
    public void Undisturbed_it_is_opened_used_and_closed_in_order()
    {
        Assert.Equal(("abc", 8.Seconds), (Run().Value, time.Elapsed));
        Assert.Equal(["open a", "opened a", "open b", "opened b", "use 1", "open c", "opened c", "use 2", "use 3", "close c", "close b", "close a"], steps);
    }

    [Fact]
    public void Fired_inside_any_step_what_was_acquired_is_released_once_in_reverse_and_the_run_is_cancelled()
    {
        Run();
        string[] all = [.. steps];
        var last = Array.IndexOf(all, "use 3");
        for (firesAt = 0; firesAt < all.Length; firesAt++)
        {
            var end = Run().End;
            Assert.Equal(Enumerable.Reverse(acquired), released);
            // Where only the giving of the value and releases were left to do, there was nothing to cut.
            if (firesAt < last) Assert.Equal(Error.Cancelled, end.Error);
            else Assert.Equal(firesAt == last ? Error.Cancelled : null, end.IsFail ? end.Error : null);
            Assert.Equal(all.Take(firesAt + 1), steps.Take(firesAt + 1));
            Assert.Equal(all.Where(step => step.StartsWith("close", StringComparison.Ordinal) && acquired.Contains(step[^1..])), steps.Where(step => step.StartsWith("close", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Fired_at_any_instant_what_was_acquired_is_released_once_in_reverse_and_nothing_waits_longer()
    {
        var undisturbed = 8.Seconds;
        for (var at = TimeSpan.Zero; at <= undisturbed; at += 250.Milliseconds)
        {
            acquired.Clear();
            released.Clear();
            (time, stop) = (new(), new());
            time.At(at, stop.Cancel);
            var end = time.Run(Work, time.Env.With(stop.Token));
            Assert.Equal(Enumerable.Reverse(acquired), released);
            if (at < 5.Seconds) Assert.Equal((Error.Cancelled, at + (acquired.Count * 1.Seconds)), (end.Error, end.At));
            else if (at > 5.Seconds) Assert.Equal(("abc", undisturbed), (end.Value, end.At));
        }
    }

    [Fact]
    public void Fired_before_the_run_nothing_is_done()
    {
        stop.Cancel();
        Assert.Equal(Error.Cancelled, time.Run(Work, time.Env.With(stop.Token)).Error);
        Assert.Empty(steps);
    }

    [Fact]
    public void Fired_after_the_run_nothing_is_released_again()
    {
        Run();
        stop.Cancel();
        Assert.Equal(["c", "b", "a"], released);
    }

    [Fact]
    public void Between_the_acquire_and_the_use_nothing_comes_but_the_release()
    {
        var freed = 0;
        var end = time.Run(Resource.Make(liftEff(stop.Cancel), _ => liftEff(() => { freed++; })).Use<int>(_ => throw new InvalidOperationException("used")), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 1), (end.Error, freed));
    }

    [Theory]
    [InlineData("|")]
    [InlineData("@catch")]
    [InlineData("IfFail")]
    [InlineData("IfFailEff")]
    [InlineData("Match")]
    [InlineData("MapFail")]
    [InlineData("Try")]
    [InlineData("Retry")]
    public void What_handles_failures_does_not_outlive_a_cancelled_token(string kind)
    {
        var handled = 0;
        int Handle()
        {
            handled++;
            return 1;
        }

        var wait = yieldFor(1.Hours) >> SuccessEff(0);
        var handle = liftEff(Handle);
        Eff<int> effect = kind switch
        {
            "|" => wait | handle,
            "@catch" => wait | @catch(_ => handle),
            "IfFail" => wait.IfFail(_ => Handle()),
            "IfFailEff" => wait.IfFailEff(_ => handle),
            "Match" => wait.Match(_ => 0, _ => Handle()),
            "MapFail" => wait.MapFail(_ =>
            {
                Handle();
                return Error.TimedOut;
            }),
            "Try" => wait.Try().Bind(_ => handle),
            _ => (wait.Finally(handle.Map(_ => Unit.Default))).Retry(Schedule.Forever),
        };
        time.At(2.Seconds, stop.Cancel);
        var end = time.Run(effect, time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 2.Seconds, kind == "Retry" ? 1 : 0), (end.Error, end.At, handled));
    }

    [Fact]
    public void A_cancellation_that_nobody_of_this_run_asked_for_can_be_handled()
    {
        Assert.Equal(1, time.Run(FailEff<int>(Error.Cancelled) | SuccessEff(1)).Value);
    }

    [Fact]
    public void A_loop_without_a_wait_is_cut()
    {
        var rounds = 0;
        var end = time.Run(liftEff(() => { if (++rounds == 1000) stop.Cancel(); }).Repeat(Schedule.Forever), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 1000), (end.Error, rounds));
    }
}
