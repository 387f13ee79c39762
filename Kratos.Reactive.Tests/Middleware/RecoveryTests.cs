namespace Kratos.Reactive.Tests;

public sealed class RecoveryTests
{
    static readonly Request request = new("/x.Y/Z", "hi");

    readonly VirtualTime time = new();

    Error Run(Middleware middleware, Handler handler) => time.Run((middleware >> handler)(request)).Error;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_panic_is_a_500_that_tells_a_caller_nothing_and_keeps_its_cause(bool atOnce)
    {
        var error = Run(Recovery(), _ => atOnce ? throw new InvalidOperationException("secret") : liftEff(Reply () => throw new InvalidOperationException("secret")));
        Assert.Equal((500, "PANIC", "internal error"), (error.Code, error.Reason, error.Message));
        Assert.Equal("secret", error.Cause?.Message);
    }

    [Fact]
    public void A_failure_that_code_made_passes_with_its_code_even_when_it_has_a_cause()
    {
        var down = Error.Unavailable("DATABASE_DOWN", "come back later") with { Cause = new TimeoutException("secret") };
        Assert.Same(down, Run(Recovery(_ => Error.Internal("MINE", "mine")), _ => down));
        Assert.Equal(Error.TimedOut, Run(Recovery(_ => Error.Internal("MINE", "mine")), _ => liftEff(Reply () => throw new TimeoutException())));
    }

    [Fact]
    public void What_a_caller_is_told_of_a_panic_can_be_chosen_and_its_cause_and_trace_stay()
    {
        var error = Run(Recovery(e => Error.Unavailable("BUG", e.GetType().Name)), _ => liftEff(Reply () => throw new InvalidOperationException("secret")).Named("step"));
        Assert.Equal((503, "BUG", "InvalidOperationException", "secret"), (error.Code, error.Reason, error.Message, error.Cause?.Message));
        Assert.Equal(["step"], error.Trace);
    }

    [Fact]
    public void A_choice_that_throws_leaves_the_panic_as_it_was()
    {
        var error = Run(Recovery(_ => throw new FormatException("worse")), _ => liftEff(Reply () => throw new InvalidOperationException("secret")));
        Assert.Equal(("PANIC", "secret"), (error.Reason, error.Cause?.Message));
        Assert.Equal("worse", Assert.Single(error.Others).Cause?.Message);
    }

    [Fact]
    public void A_good_end_passes() => Assert.Equal("hi", time.Run((Recovery() >> (Handler)(asked => SuccessEff(new Reply(asked.Message))))(request)).Value.Message);

    [Fact]
    public void A_deadline_cuts_at_its_instant_and_the_shorter_one_wins_wherever_it_is()
    {
        Handler slow = _ => from due in envEff.Map(env => env.Deadline.IfNone(default(DateTimeOffset))) from waited in yieldFor(1.Hours) select new Reply(due);
        foreach (var chain in (Middleware[])[Deadline(2.Seconds) >> Deadline(5.Seconds), Deadline(5.Seconds) >> Deadline(2.Seconds)])
        {
            var start = time.Elapsed;
            var (end, at) = time.Run((chain >> slow)(request));
            Assert.Equal((Error.TimedOut, 2.Seconds), (end.Error, at - start));
        }

        Handler due = _ => envEff.Map(env => new Reply(env.Deadline.IfNone(default(DateTimeOffset)) - env.Time.GetUtcNow()));
        Assert.Equal(2.Seconds, time.Run((Deadline(5.Seconds) >> Deadline(2.Seconds) >> due)(request)).Value.Message);
        Assert.Equal(Error.TimedOut, time.Run((Deadline(TimeSpan.Zero) >> due)(request)).Error);
    }
}
