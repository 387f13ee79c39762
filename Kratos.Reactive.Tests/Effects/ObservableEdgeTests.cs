using System.Reactive;
using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

public sealed class ObservableEdgeTests
{
    readonly VirtualTime time = new();
    int open;

    IObservable<long> Ticks => Observable.Create<long>(observer =>
    {
        open++;
        return new CompositeDisposable(Observable.Interval(1.Seconds, time).Subscribe(observer), Disposable.Create(() => open--));
    });

    [Fact]
    public void The_first_value_is_taken_and_the_source_is_left()
    {
        var end = time.Run(Ticks.FirstEff());
        Assert.Equal((0L, 1.Seconds, 0), (end.Value, end.At, open));
    }

    [Fact]
    public void The_last_value_comes_with_the_completion()
    {
        var end = time.Run(Ticks.Take(3).LastEff());
        Assert.Equal((2L, 3.Seconds, 0), (end.Value, end.At, open));
    }

    [Fact]
    public void The_only_value_comes_with_the_completion_and_a_second_one_is_a_failure()
    {
        Assert.Equal(0, time.Run(Ticks.Take(1).SingleEff()).Value);
        var end = time.Run(Ticks.SingleEff());
        Assert.Equal(("SEQUENCE_NOT_SINGLE", 3.Seconds, 0), (end.Error.Reason, end.At, open));
    }

    [Fact]
    public void An_empty_source_is_not_found_but_has_an_end()
    {
        var empty = Observable.Empty<int>();
        Error[] errors = [time.Run(empty.FirstEff()).Error, time.Run(empty.LastEff()).Error, time.Run(empty.SingleEff()).Error];
        Assert.All(errors, static error => Assert.Equal((404, "SEQUENCE_EMPTY"), (error.Code, error.Reason)));
        Assert.True(time.Run(empty.EndEff()).End.IsSucc);
        Assert.Equal(2.Seconds, time.Run(Ticks.Take(2).EndEff()).At);
    }

    [Fact]
    public void An_error_is_the_failure_and_an_ErrorException_gives_back_its_error()
    {
        var thrown = new IOException("wire");
        var error = Error.Conflict("X", "");
        Assert.Same(thrown, time.Run(Observable.Throw<int>(thrown).FirstEff()).Error.Cause);
        Assert.Same(error, time.Run(Observable.Throw<int>(new ErrorException(error)).LastEff()).Error);
        Assert.Same(thrown, time.Run(Observable.Throw<int>(thrown).EndEff()).Error.Cause);
        Assert.Same(thrown, time.Run(Observable.Create<int>(IDisposable (_) => throw thrown).LastEff()).Error.Cause);
    }

    [Fact]
    public void What_a_source_throws_after_its_answer_is_told_to_the_unhandled_sink()
    {
        var thrown = new IOException("late");
        Assert.Equal(1, time.Run(new Shouting(thrown).LastEff()).Value);
        Assert.Same(thrown, Assert.Single(time.Unhandled).Cause);
    }

    [Fact]
    public void A_token_that_fires_ends_the_wait_and_the_subscription()
    {
        using var stop = new CancellationTokenSource(2500.Milliseconds, time.Env.Time);
        var end = time.Run(Ticks.LastEff(), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 2500.Milliseconds, 0), (end.Error, end.At, open));
        time.Run(uninterruptible(Ticks.LastEff()), time.Env.With(stop.Token));
        Assert.Equal(0, open);      // told before it subscribed
    }

    [Fact]
    public void An_effect_seen_as_an_observable_is_cold_and_gives_its_value_and_completion()
    {
        var runs = 0;
        var source = (yieldFor(2.Seconds) >> liftEff(() => ++runs)).ToObservable(time.Env);
        Assert.Equal(0, runs);
        Assert.Equal(["2s OnNext(1)", "2s OnCompleted()"], time.Run(source).Select(static one => one.ToString()));
        Assert.Equal(["4s OnNext(2)", "4s OnCompleted()"], time.Run(source).Select(static one => one.ToString()));
        Assert.Equal(["4s OnNext(7)", "4s OnCompleted()"], time.Run(SuccessEff(7).ToObservable(time.Env)).Select(static one => one.ToString()));
    }

    [Fact]
    public void A_failure_seen_as_an_observable_is_an_ErrorException()
    {
        var seen = Assert.Single(time.Run(FailEff<int>(Error.Conflict("X", "")).ToObservable(time.Env)));
        Assert.Equal(("X", NotificationKind.OnError), (Assert.IsType<ErrorException>(seen.What.Exception).Error.Reason, seen.What.Kind));
    }

    [Fact]
    public void Disposing_stops_the_work_whose_releases_run_and_nothing_more_is_told()
    {
        var closed = TimeSpan.Zero;
        var told = 0;
        var effect = (yieldFor(1.Hours) >> SuccessEff(1)).Finally(yieldFor(1.Seconds) >> liftEff(() => { closed = time.Elapsed; }));
        var subscription = effect.ToObservable(time.Env).Materialize().Subscribe(_ => told++);
        time.At(3.Seconds, subscription.Dispose);
        time.Start();
        Assert.Equal((4.Seconds, 0), (closed, told));
    }

    [Fact]
    public void A_release_that_fails_after_the_observer_left_is_told_to_the_unhandled_sink()
    {
        var effect = yieldFor(1.Hours).Finally(FailEff<Unit>(Error.Internal("CLOSE", "")));
        effect.ToObservable(time.Env).Subscribe().Dispose();
        Assert.Equal("CLOSE", Assert.Single(time.Unhandled).Reason);
    }

    [Fact]
    public void The_environments_token_stops_it_too()
    {
        using var stop = new CancellationTokenSource(2.Seconds, time.Env.Time);
        var seen = Assert.Single(time.Run(yieldFor(1.Hours).ToObservable(time.Env.With(stop.Token))));
        Assert.Equal((2.Seconds, Error.Cancelled), (seen.At, Assert.IsType<ErrorException>(seen.What.Exception).Error));
    }

    [Fact]
    public void A_subject_wakes_the_run_on_the_thread_that_tells_it()
    {
        var subject = new Subject<int>();
        var running = time.Begin(subject.FirstEff());
        subject.OnNext(5);
        Assert.Equal(5, running.Result!.Value.Value);
        Assert.False(subject.HasObservers);
    }

    sealed class Shouting(Exception thrown) : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer)
        {
            observer.OnNext(1);
            observer.OnCompleted();
            throw thrown;
        }
    }
}
