using System.Reactive;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests;

/// <summary>What can be pulled, as an observable.</summary>
public sealed class ToObservableTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    void Log(string what) => log.Add($"{what} at {time.Elapsed.TotalSeconds}");

    IAsyncEnumerable<int> Numbers(TimeSpan gap, int count = int.MaxValue) => Counted(gap, count, CancellationToken.None);

    async IAsyncEnumerable<int> Counted(TimeSpan gap, int count, [EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                Log($"asked {i}");
                if (gap > TimeSpan.Zero) (await yieldFor(gap).RunAsync(time.Env.With(token)).ConfigureAwait(false)).ThrowIfFail();     // a cancelled Task.Delay goes on elsewhere
                yield return i;
            }
        }
        finally
        {
            Log("freed");
        }
    }

    Task Wait(TimeSpan span) => Task.Delay(span, time.Env.Time);

    [Fact]
    public void It_is_cold_and_keeps_its_instants()
    {
        var source = Numbers(1.Seconds, 2).ToObservable(time.Env);
        Assert.Empty(log);
        Assert.Equal(["1s OnNext(0)", "2s OnNext(1)", "2s OnCompleted()"], time.Run(source).Select(one => one.ToString()));
        Assert.Equal(["3s OnNext(0)", "4s OnNext(1)", "4s OnCompleted()"], time.Run(source).Select(one => one.ToString()));
    }

    [Fact]
    public void The_next_value_is_asked_for_after_the_observer_returned()
    {
        using var subscription = Numbers(TimeSpan.Zero, 2).ToObservable(time.Env).Subscribe(value =>
        {
            Log($"begin {value}");
            Log($"end {value}");
        });
        time.Start();
        Assert.Equal(["asked 0 at 0", "begin 0 at 0", "end 0 at 0", "asked 1 at 0", "begin 1 at 0", "end 1 at 0", "freed at 0"], log);
    }

    [Fact]
    public void The_next_value_is_asked_for_while_there_is_room()
    {
        var demand = new Demand();
        using var subscription = Numbers(TimeSpan.Zero, 3).ToObservable(time.Env.With(Demand.Key, demand)).Subscribe(value =>
        {
            Log($"got {value}");
            demand.Close();
        });
        time.At(10.Seconds, demand.Open);
        time.At(20.Seconds, demand.Open);
        time.Start();
        Assert.Equal(["asked 0 at 0", "got 0 at 0", "asked 1 at 10", "got 1 at 10", "asked 2 at 20", "got 2 at 20"], log);
        subscription.Dispose();
        Assert.Equal("freed at 20", log[^1]);
    }

    [Fact]
    public void A_source_that_never_waits_can_be_left()
    {
        var seen = time.Run(Numbers(TimeSpan.Zero).ToObservable(time.Env).Take(3));
        Assert.Equal(["0s OnNext(0)", "0s OnNext(1)", "0s OnNext(2)", "0s OnCompleted()"], seen.Select(one => one.ToString()));
        Assert.Equal("freed at 0", log[^1]);
    }

    [Fact]
    public void Left_before_it_began_it_asks_for_nothing()
    {
        Numbers(TimeSpan.Zero).ToObservable(time.Env).Subscribe(_ => { }).Dispose();
        time.Start();
        Assert.Empty(log);
    }

    [Fact]
    public void Left_while_it_waits_it_is_freed_at_that_instant()
    {
        var subscription = Numbers(10.Seconds).ToObservable(time.Env).Subscribe(_ => { });
        time.At(3.Seconds, subscription.Dispose);
        time.Start();
        Assert.Equal(["asked 0 at 0", "freed at 3"], log);
        Assert.Empty(time.Unhandled);
    }

    [Fact]
    public void The_token_ends_it_in_cancelled()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        Assert.Equal(["2s OnNext(0)", "3s OnError(CANCELLED)"], time.Run(Numbers(2.Seconds).ToObservable(time.Env.With(stop.Token))).Select(one => one.ToString()));
    }

    [Fact]
    public void A_failure_is_an_error()
    {
        async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            await Wait(1.Seconds);
            throw new InvalidOperationException("mine");
        }

        Assert.Equal(["0s OnNext(1)", "1s OnError(PANIC)"], time.Run(Failing().ToObservable(time.Env)).Select(one => one.ToString()));
    }

    [Fact]
    public void A_failure_after_it_was_left_is_not_lost()
    {
        async IAsyncEnumerable<int> Stubborn()
        {
            yield return 1;
            await Wait(2.Seconds);
            throw new InvalidOperationException("mine");
        }

        var subscription = Stubborn().ToObservable(time.Env).Subscribe(_ => { });
        time.At(1.Seconds, subscription.Dispose);
        time.Start();
        Assert.Equal("mine", Assert.Single(time.Unhandled).Cause!.Message);
    }

    [Fact]
    public void That_the_time_is_over_is_nothing_new_to_whoever_left_it_then()
    {
        async IAsyncEnumerable<int> Punctual()
        {
            yield return 1;
            await Wait(2.Seconds);
            throw new TimeoutException();
        }

        Eff<int> asked = envEff.Bind(env => Punctual().ToObservable(env).LastEff());
        Assert.Equal(Error.TimedOut, time.Run(asked.Timeout(1.Seconds)).Error);
        time.Start();
        Assert.Empty(time.Unhandled);

        var early = Punctual().ToObservable(time.Env.WithDeadline(time.Env.Time.GetUtcNow() + 2.Seconds + 1.Milliseconds)).Subscribe(_ => { });
        time.At(time.Elapsed + 1.Seconds, early.Dispose);
        time.Start();
        Assert.Empty(time.Unhandled);

        var subscription = Punctual().ToObservable(time.Env).Subscribe(_ => { });
        time.At(time.Elapsed + 1.Seconds, subscription.Dispose);
        time.Start();
        Assert.Equal("TIMED_OUT", Assert.Single(time.Unhandled).Reason);
    }

    [Fact]
    public void An_observer_that_throws_is_left_and_the_source_freed()
    {
        var told = new List<NotificationKind>();
        using var subscription = Numbers(1.Seconds).ToObservable(time.Env).Subscribe(new Throwing(told));
        time.Start();
        Assert.Equal([NotificationKind.OnNext], told);
        Assert.Equal("mine", Assert.Single(time.Unhandled).Cause!.Message);
        Assert.Equal("freed at 1", log[^1]);
    }

    sealed class Throwing(List<NotificationKind> told) : IObserver<int>
    {
        public void OnNext(int value)
        {
            told.Add(NotificationKind.OnNext);
            throw new InvalidOperationException("mine");
        }

        public void OnError(Exception error) => told.Add(NotificationKind.OnError);

        public void OnCompleted() => told.Add(NotificationKind.OnCompleted);
    }
}
