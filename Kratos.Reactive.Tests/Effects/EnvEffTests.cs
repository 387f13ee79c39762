namespace Kratos.Reactive.Tests;

public sealed class EnvEffTests
{
    static readonly EnvKey<string> name = new("the name");

    readonly VirtualTime time = new();

    [Fact]
    public void Local_changes_the_environment_of_its_part_only_however_that_ends()
    {
        var named = local(static env => env.With(name, "in"), ask(name));
        Assert.Equal("in", time.Run(named).Value);
        Assert.Equal("none", time.Run(named >> ask(name, "none")).Value);
        Assert.Equal("none", time.Run(local(static env => env.With(name, "in"), FailEff<string>(Error.TimedOut)).IfFailEff(static _ => ask(name, "none"))).Value);
        Assert.Equal("in", time.Run(local(static env => env.With(name, "in"), yieldFor(1.Seconds) >> ask(name))).Value);
    }

    [Fact]
    public void The_innermost_value_hides_the_others_and_is_seen_by_child_runs_forks_and_releases()
    {
        var ask2 = ask(name, "none");
        var seen = local(static env => env.With(name, "out"), local(static env => env.With(name, "in"),
            from a in ask2.Timeout(1.Hours) from f in fork(ask2) from b in f.Join from c in awaitAll(ask2, ask2) select $"{a} {b} {c[0]} {c[1]}"));
        Assert.Equal("in in in in", time.Run(seen).Value);
        var released = "";
        time.Run(local(static env => env.With(name, "in"), unitEff.Finally(ask2.Map(value => { released = value; return Unit.Default; }))));
        Assert.Equal("in", released);
    }

    [Fact]
    public void Two_keys_of_one_name_are_two_keys() =>
        Assert.Equal("none", time.Run(local(static env => env.With(new EnvKey<string>("the name"), "in"), ask(name, "none"))).Value);

    [Fact]
    public void What_is_not_there_is_a_failure_that_names_it()
    {
        var error = time.Run(ask(name)).Error;
        Assert.Equal((500, "NOT_IN_ENV"), (error.Code, error.Reason));
        Assert.Contains("the name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_that_throws_or_makes_no_environment_is_a_failure()
    {
        Assert.IsType<IOException>(time.Run(local(static Env (_) => throw new IOException(), unitEff)).Error.Cause);
        Assert.IsType<InvalidOperationException>(time.Run(local(static _ => null!, unitEff)).Error.Cause);
        Assert.Equal("none", time.Run(local(static Env (_) => throw new IOException(), unitEff).IfFail(static _ => default) >> ask(name, "none")).Value);
    }

    [Fact]
    public void A_token_put_in_by_local_cuts_its_part_and_not_what_follows()
    {
        using var stop = new CancellationTokenSource(1.Seconds, time.Env.Time);
        var end = time.Run(local(env => env.With(stop.Token), yieldFor(1.Hours)).IfFail(static _ => default) >> yieldFor(1.Seconds) >> SuccessEff(1));
        Assert.Equal((1, 2.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void Guard_and_when_do_as_they_say()
    {
        var ran = 0;
        var run = liftEff(() => { ran++; });
        Assert.True(time.Run(guard(true, Error.TimedOut)).End.IsSucc);
        Assert.Equal(Error.TimedOut, time.Run(guard(false, Error.TimedOut)).Error);
        time.Run(when(false, run) >> when(true, run));
        Assert.Equal(1, ran);
    }

    [Fact]
    public void Now_is_the_time_on_the_clock_of_the_run() =>
        Assert.Equal(DateTimeOffset.UnixEpoch + 3.Seconds, time.Run(yieldFor(3.Seconds) >> now).Value);

    [Fact]
    public void The_environment_and_values_with_conversions_are_effects()
    {
        Assert.Same(time.Env, time.Run(envEff).Value);
        Eff<int> failed = Error.TimedOut, ended = Fin<int>.Succ(4), unset = default(Fin<int>);
        Assert.Equal((Error.TimedOut, 4, "UNSET"), (time.Run(failed).Error, time.Run(ended).Value, time.Run(unset).Error.Reason));
    }

    [Fact]
    public void Waits_of_nothing_or_less_do_not_wait_and_an_infinite_one_ends_with_the_token()
    {
        Assert.Equal(TimeSpan.Zero, time.Run(yieldFor(TimeSpan.Zero) >> yieldFor((-5).Seconds)).At);
        using var stop = new CancellationTokenSource(9.Seconds, time.Env.Time);
        var end = time.Run(yieldFor(System.Threading.Timeout.InfiniteTimeSpan), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 9.Seconds), (end.Error, end.At));
        Assert.Equal(9.Seconds + 300.Days, time.Run(yieldFor(300.Days)).At);
    }
}
