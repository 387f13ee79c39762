using System.Diagnostics.Metrics;

namespace Kratos.Reactive.Tests;

/// <summary>One effect at a time: the latest value, or the one that finds nothing running.</summary>
public sealed class SelectEffBusyTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    void Log(string what) => log.Add($"{what} at {time.Elapsed.TotalSeconds}");

    IObservable<int> At(params int[] seconds) => seconds.Select(second => time.After(second.Seconds).Select(_ => second)).Merge();

    Eff<int> Work(int n) => (liftEff(() => Log($"begin {n}")) >> yieldFor(3.Seconds) >> SuccessEff(n)).Finally(yieldFor(1.Seconds) >> liftEff(() => Log($"end {n}")));

    [Fact]
    public void The_latest_value_overtakes_the_one_that_runs_and_begins_once_that_has_given_back_what_it_held()
    {
        var seen = time.Run(At(1, 3, 10, 12, 13).SelectEffLatest(Work, time.Env));
        // 3 stops 1; 12 stops 10, and 13 comes while 10 still cleans up, so that 12 never begins.
        Assert.Equal(["begin 1 at 1", "end 1 at 4", "begin 3 at 4", "end 3 at 8", "begin 10 at 10", "end 10 at 13", "begin 13 at 13", "end 13 at 17"], log);
        Assert.Equal(["8s OnNext(3)", "17s OnNext(13)", "17s OnCompleted()"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void A_release_that_fails_when_its_effect_was_overtaken_ends_the_stream()
    {
        var seen = time.Run(At(1, 2).SelectEffLatest(n => yieldFor(5.Seconds).Finally(FailEff<Unit>(Error.Conflict($"R{n}", "release"))), time.Env));
        Assert.Equal(["2s OnError(R1)"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void A_failure_of_the_latest_ends_the_stream()
    {
        var seen = time.Run(At(1, 9).SelectEffLatest(n => yieldFor(2.Seconds) >> FailEff<int>(Error.Conflict($"F{n}", "failure")), time.Env));
        Assert.Equal(["3s OnError(F1)"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void Values_that_come_while_one_runs_are_passed_over_and_counted()
    {
        var passed = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "kratos.stream.dropped") listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value as string == "busy") Interlocked.Increment(ref passed);
        });
        listener.Start();
        var seen = time.Run(At(1, 2, 4, 6, 20).SelectEffIfIdle(Work, time.Env));
        Assert.Equal(["5s OnNext(1)", "10s OnNext(6)", "24s OnNext(20)", "24s OnCompleted()"], seen.Select(one => one.ToString()));
        Assert.Equal(2, passed);
    }

    [Fact]
    public void Disposing_stops_the_one_that_runs()
    {
        var (latest, idle) = (At(1).SelectEffLatest(Work, time.Env).Subscribe(_ => Log("told")), At(1).SelectEffIfIdle(Work, time.Env).Subscribe(_ => Log("told")));
        time.At(2.Seconds, () =>
        {
            latest.Dispose();
            idle.Dispose();
        });
        time.Start();
        Assert.Equal(["begin 1 at 1", "begin 1 at 1", "end 1 at 3", "end 1 at 3"], log);
    }
}
