using System.Diagnostics.Metrics;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

public sealed class ToAsyncEnumerableTests
{
    readonly VirtualTime time = new();

    static TimeSpan Never(int _) => TimeSpan.Zero;

    [Fact]
    public void Out_and_in_again_is_the_same_stream()
    {
        var ends = Gen.Elements<Error?>(null, Error.Conflict("END", "end"), Error.TimedOut);
        var runs = from gaps in Gen.Choose(0, 3).ArrayOf() from end in ends from last in Gen.Choose(0, 3) select (gaps, end, last);
        Prop.ForAll(Arb.From(runs), run =>
        {
            var time = new VirtualTime();
            var source = Timed(time, run.gaps, run.end, run.last);
            var there = source.ToAsyncEnumerable(new Backpressure(1000), time.Env).ToObservable(time.Env);
            var (straight, around) = (time.Watch(source), time.Watch(there));
            time.Start();
            return straight.Count == run.gaps.Length + 1 && straight.Select(one => one.ToString()).SequenceEqual(around.Select(one => one.ToString()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    static IObservable<int> Timed(VirtualTime time, int[] gaps, Error? end, int last) =>
        gaps.Select((gap, i) => time.After(gap.Seconds).Select(_ => i)).Aggregate(Observable.Empty<int>(), (all, next) => all.Concat(next))
            .Concat(time.After(last.Seconds).SelectMany(_ => end is null ? Observable.Empty<int>() : Observable.Throw<int>(new ErrorException(end))));

    [Fact]
    public void A_full_stream_fails_at_once_and_is_told_so_after_what_waits()
    {
        var freed = TimeSpan.MinValue;
        var source = Observable.Interval(1.Seconds, time).Select(n => n + 1).Finally(() => freed = time.Elapsed);
        var consumer = Consumer<long>.Begin(time, source.ToAsyncEnumerable(new(3, Overflow.Fail), time.Env), _ => 10.Seconds);
        time.AdvanceBy(1.Hours);

        Assert.Equal([(1.Seconds, 1L), (11.Seconds, 2), (21.Seconds, 3), (31.Seconds, 4)], consumer.Got);
        Assert.Equal(41.Seconds, consumer.End!.Value.At);
        Assert.True(consumer.End.Value.Failure!.Is(Error.TooManyRequests("STREAM_OVERFLOW", "")));
        Assert.Equal("3", consumer.End.Value.Failure.Metadata["capacity"]);
        Assert.Equal(5.Seconds, freed);
    }

    [Theory]
    [InlineData(Overflow.DropOldest, new long[] { 1, 10, 11, 20, 21 })]
    [InlineData(Overflow.DropNewest, new long[] { 1, 2, 3, 12, 13 })]
    public void What_is_dropped_by_choice_is_counted_and_the_rest_keeps_its_order(Overflow overflow, long[] kept)
    {
        var (told, metered) = (new List<long>(), 0L);
        using var meter = Metered(overflow == Overflow.DropOldest ? "drop_oldest" : "drop_newest", () => Interlocked.Increment(ref metered));
        var source = Observable.Interval(1.Seconds, time).Select(n => n + 1).Take(22);
        var consumer = Consumer<long>.Begin(time, source.ToAsyncEnumerable(new(2, overflow) { Dropped = told.Add }, time.Env), n => n % 2 == 1 ? 10.5.Seconds() : TimeSpan.Zero);
        time.Start();

        Assert.Equal(kept, consumer.Got.Take(5).Select(one => one.Value));
        Assert.Null(consumer.End!.Value.Failure);
        Assert.Equal(Enumerable.Range(1, 22 - consumer.Count).Select(n => (long)n), told);
        Assert.True(Volatile.Read(ref metered) >= told.Count);
    }

    static MeterListener Metered(string overflow, Action one)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "kratos.stream.dropped") listener.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value as string == overflow) one();
        });
        listener.Start();
        return listener;
    }

    [Fact]
    public void What_is_told_of_a_drop_may_throw_and_the_stream_goes_on()
    {
        var source = Observable.Range(0, 4, ImmediateScheduler.Instance);
        var consumer = Consumer<int>.Begin(time, source.ToAsyncEnumerable(new(1, Overflow.DropOldest) { Dropped = _ => throw new InvalidOperationException("mine") }, time.Env), Never);
        time.Start();
        Assert.Equal([3], consumer.Got.Select(one => one.Value));
        Assert.Equal(["mine", "mine", "mine"], time.Unhandled.Select(error => error.Cause!.Message));
    }

    [Fact]
    public void A_cancelled_pull_ends_at_that_instant_and_leaves_the_source()
    {
        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var source = new Subject<int>();
        var consumer = Consumer<int>.Begin(time, source.ToAsyncEnumerable(new(1), time.Env.With(stop.Token)), Never);
        Assert.True(source.HasObservers);
        time.Start();
        Assert.Equal((3.Seconds, Error.Cancelled), consumer.End);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public async Task The_token_of_an_enumeration_ends_it_too()
    {
        using var call = new CancellationTokenSource();
        using var own = new CancellationTokenSource();
        var source = new Subject<int>();
        await using var pull = source.ToAsyncEnumerable(new(1), time.Env.With(call.Token)).GetAsyncEnumerator(own.Token);
        var next = pull.MoveNextAsync();
        own.Cancel();
        Assert.Equal(Error.Cancelled, (await Assert.ThrowsAsync<ErrorException>(async () => await next)).Error);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public async Task Each_enumeration_subscribes_at_its_first_step_and_leaving_it_unsubscribes()
    {
        var (subscribed, left) = (0, 0);
        var source = Observable.Create<int>(observer =>
        {
            subscribed++;
            observer.OnNext(subscribed);
            return () => left++;
        });
        var stream = source.ToAsyncEnumerable(new(1), time.Env);
        for (var n = 1; n <= 2; n++)
        {
            var pull = stream.Opened();
            Assert.Equal((n - 1, n - 1), (subscribed, left));
            Assert.True(await pull.MoveNextAsync());
            Assert.Equal(n, pull.Current);
            await pull.DisposeAsync();
            Assert.Equal((n, n), (subscribed, left));
        }
    }

    [Fact]
    public async Task Whatever_a_source_throws_is_an_error()
    {
        var thrown = Observable.Throw<int>(new InvalidOperationException("mine")).ToAsyncEnumerable(new(1), time.Env).Opened();
        Assert.Equal("PANIC", (await Assert.ThrowsAsync<ErrorException>(async () => await thrown.MoveNextAsync())).Error.Reason);
        var broken = new Broken().ToAsyncEnumerable(new(1), time.Env).Opened();
        Assert.Equal("PANIC", (await Assert.ThrowsAsync<ErrorException>(async () => await broken.MoveNextAsync())).Error.Reason);
    }

    sealed class Broken : IObservable<int>
    {
        public IDisposable Subscribe(IObserver<int> observer) => throw new InvalidOperationException("mine");
    }

    [Fact]
    public async Task The_next_value_cannot_be_asked_for_twice()
    {
        var source = new Subject<int>();
        var pull = source.ToAsyncEnumerable(new(1), time.Env).Opened();
        var first = pull.MoveNextAsync();
        Assert.Equal("STREAM_PULLED_TWICE", (await Assert.ThrowsAsync<ErrorException>(async () => await pull.MoveNextAsync())).Error.Reason);
        source.OnNext(5);
        Assert.True(await first);
        Assert.Equal(5, pull.Current);
    }
}

static class HalfSpans
{
    internal static TimeSpan Seconds(this double seconds) => TimeSpan.FromSeconds(seconds);
}
