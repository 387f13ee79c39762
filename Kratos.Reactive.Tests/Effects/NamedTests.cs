namespace Kratos.Reactive.Tests;

public sealed class NamedTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void The_steps_that_were_under_way_are_in_the_trace_outermost_first()
    {
        var effect = (SuccessEff(1).Named("before") >> (yieldFor(1.Seconds) >> FailEff<int>(Error.Conflict("X", ""))).Named("inner").Map(static n => n).Named("outer") >> SuccessEff(1).Named("after")).Named("all");
        Assert.Equal(["all", "outer", "inner"], time.Run(effect).Error.Trace);
    }

    [Fact]
    public void An_async_method_a_child_run_and_an_exception_keep_the_trace()
    {
        static async Eff<int> Method() => await liftEff(int () => throw new IOException()).Named("read");
        Assert.Equal(["load", "read"], time.Run(Method().Timeout(1.Hours).Named("load")).Error.Trace);
    }

    [Fact]
    public void A_failure_that_was_handled_leaves_no_trace()
    {
        var effect = FailEff<int>(Error.Conflict("X", "")).Named("first") | FailEff<int>(Error.Conflict("Y", "")).Named("second");
        Assert.Equal(["second"], time.Run(effect).Error.Trace);
    }

    [Fact]
    public void A_cancellation_says_where_it_was() =>
        Assert.Equal(["waits"], time.Run(yieldFor(1.Hours).Named("waits"), time.Env.With(new CancellationTokenSource(1.Seconds, time.Env.Time).Token)).Error.Trace);

    [Fact]
    public void A_long_trace_keeps_the_innermost_31_and_the_outermost()
    {
        Eff<int> effect = Error.Conflict("X", "");
        for (var n = 1; n <= 100; n++) effect = effect.Named($"{n}");
        var trace = time.Run(effect).Error.Trace;
        Assert.Equal([100, .. Enumerable.Range(1, 31).Reverse()], trace.Select(static name => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
