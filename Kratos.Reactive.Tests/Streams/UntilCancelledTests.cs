using System.Reactive.Subjects;

namespace Kratos.Reactive.Tests;

public sealed class UntilCancelledTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void It_completes_at_the_instant_at_which_the_token_fires()
    {
        using var stop = new CancellationTokenSource(2500.Milliseconds, time.Env.Time);
        var seen = time.Run(Observable.Interval(1.Seconds, time).UntilCancelled(stop.Token));
        Assert.Equal(["1s OnNext(0)", "2s OnNext(1)", "2.5s OnCompleted()"], seen.Select(one => one.ToString()));
    }

    [Fact]
    public void A_token_that_fired_before_keeps_the_source_untouched()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var touched = false;
        Assert.Equal(["0s OnCompleted()"], time.Run(Observable.Defer(() => { touched = true; return Observable.Never<int>(); }).UntilCancelled(stop.Token)).Select(one => one.ToString()));
        Assert.False(touched);
    }

    [Fact]
    public void The_source_is_left_when_the_token_fires()
    {
        using var stop = new CancellationTokenSource();
        var (source, completed) = (new Subject<int>(), false);
        using var subscription = source.UntilCancelled(stop.Token).Subscribe(_ => { }, () => completed = true);
        stop.Cancel();
        Assert.True(completed);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void An_end_and_a_token_on_two_threads_do_not_wait_for_each_other()
    {
        for (var round = 0; round < 2000; round++)
        {
            using var stop = new CancellationTokenSource();
            var (source, ends) = (new Subject<int>(), 0);
            using var subscription = source.UntilCancelled(stop.Token).Subscribe(_ => { }, () => Interlocked.Increment(ref ends));
            Threads.Together(2, thread =>
            {
                if (thread == 0) stop.Cancel();
                else source.OnCompleted();
            });
            Assert.Equal(1, ends);
        }
    }
}
