namespace Kratos.Reactive.Tests;

public sealed class FinallyTests
{
    readonly VirtualTime time = new();
    readonly List<string> ends = [];

    Func<Fin<int>, Eff<Unit>> Tell => end => liftEff(() => ends.Add($"{time.Elapsed.TotalSeconds} {end.Match(n => $"{n}", error => error.Reason)}")) >> unitEff;

    [Fact]
    public void It_sees_a_value_a_failure_an_exception_and_a_cancellation()
    {
        time.Run(SuccessEff(7).Finally(Tell));
        time.Run(FailEff<int>(Error.Conflict("X", "")).Finally(Tell));
        time.Run(liftEff(int () => throw new IOException("x")).Finally(Tell));
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        time.Run((yieldFor(1.Hours) >> SuccessEff(1)).Finally(Tell), time.Env.With(stop.Token));
        Assert.Equal(["0 7", "0 X", "0 PANIC", "3 CANCELLED"], ends);
    }

    [Fact]
    public void It_waits_although_the_token_has_fired_and_the_end_is_what_it_was()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var end = time.Run((yieldFor(1.Hours) >> SuccessEff(1)).Finally(yieldFor(4.Seconds)).Finally(Tell), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 7.Seconds), (end.Error, end.At));
        Assert.Equal(["7 CANCELLED"], ends);
    }

    [Fact]
    public void Its_failure_is_joined_with_the_one_it_saw_and_is_the_end_of_a_value_or_a_cancellation()
    {
        var close = FailEff<Unit>(Error.Internal("CLOSE", ""));
        Assert.Equal("CLOSE", time.Run(SuccessEff(7).Finally(close)).Error.Reason);
        var both = time.Run(FailEff<int>(Error.Conflict("X", "")).Finally(close)).Error;
        Assert.Equal(("X", "CLOSE"), (both.Reason, Assert.Single(both.Others).Reason));
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var cut = time.Run((yieldFor(1.Hours) >> SuccessEff(1)).Finally(close), time.Env.With(stop.Token)).Error;
        Assert.Equal(("CLOSE", 0), (cut.Reason, cut.Others.Count));
    }

    [Fact]
    public void What_the_function_itself_throws_is_its_failure()
    {
        var thrown = new InvalidOperationException("no");
        Assert.Same(thrown, time.Run(SuccessEff(7).Finally(_ => throw thrown)).Error.Cause);
    }

    [Fact]
    public void All_of_them_run_innermost_first_whatever_fails()
    {
        var order = new List<int>();
        Eff<Unit> Note(int n) => liftEff(() => order.Add(n)) >> FailEff<Unit>(Error.Internal($"{n}", ""));
        var end = time.Run(FailEff<int>(Error.Internal("0", "")).Finally(Note(1)).Finally(Note(2)).Finally(Note(3)));
        Assert.Equal([1, 2, 3], order);
        Assert.Equal(["1", "2", "3"], end.Error.Others.Select(error => error.Reason));
    }

    [Fact]
    public void Its_token_is_fresh_and_fires_after_thirty_seconds_of_waiting()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var fresh = false;
        var end = time.Run(local(env => env.With(stop.Token), uninterruptible(SuccessEff(1)).Finally(
            liftEff(env => { fresh = !env.Token.IsCancellationRequested; return Unit.Default; }) >> yieldFor(1.Hours))));
        Assert.Equal(Error.Cancelled, end.Error);
        Assert.False(fresh);        // the region was never entered: local put a fired token in place, and nothing began
        end = time.Run(uninterruptible(local(env => env.With(stop.Token), SuccessEff(1).Finally(
            liftEff(env => { fresh = !env.Token.IsCancellationRequested; return Unit.Default; }) >> yieldFor(1.Hours)))));
        Assert.True(fresh);
        Assert.Equal((Error.Cancelled, 30.Seconds), (end.Error, end.At));
    }

    [Fact]
    public void It_has_no_deadline_of_the_work_before_it()
    {
        var due = true;
        time.Run((yieldFor(1.Hours) >> SuccessEff(1)).Finally(liftEff(env => { due = env.Deadline.IsSome; return Unit.Default; })).Timeout(1.Seconds));
        Assert.False(due);
    }
}
