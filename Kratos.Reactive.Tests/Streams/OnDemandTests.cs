namespace Kratos.Reactive.Tests;

/// <summary>A source that works on the scheduler it is given is slowed by its consumer, in virtual time.</summary>
public sealed class OnDemandTests
{
    readonly VirtualTime time = new();

    static Backpressure Room(int capacity) => new(capacity, Overflow.Wait);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_source_never_gets_further_ahead_than_the_capacity(int capacity)
    {
        var (produced, ahead) = (0, 0);
        Consumer<int> consumer = null!;
        consumer = Consumer<int>.Begin(time, Streams.OnDemand(env => Observable.Range(1, 100, env.Scheduler).Do(_ =>
        {
            produced++;
            ahead = Math.Max(ahead, produced - (consumer?.Count ?? 0));
        }), Room(capacity), time.Env), _ => 1.Seconds);
        time.Start();

        Assert.Equal(Enumerable.Range(1, 100).Select(n => ((n - 1).Seconds, n)), consumer.Got);
        Assert.Equal((100.Seconds, null), consumer.End);
        Assert.InRange(ahead, 1, capacity);
    }

    [Fact]
    public async Task A_million_values_for_a_slow_consumer_hold_at_most_the_capacity()
    {
        const int capacity = 64;
        var (produced, most, taken) = (0, 0, 0);
        var outlet = Outlet<int>.Paced(env => Observable.Range(0, 1_000_000, env.Scheduler).Do(_ => produced++), Room(capacity), time.Env);
        while (true)
        {
            var next = outlet.MoveNextAsync();
            if (!next.IsCompleted) time.Start();      // the source works when the clock moves, and stops by itself
            if (!await next) break;
            Assert.Equal(taken++, outlet.Current);
            most = Math.Max(most, outlet.Count);
            Assert.True(produced - taken <= capacity);
        }

        Assert.Equal(1_000_000, taken);
        Assert.InRange(most, capacity / 2, capacity);
    }

    [Fact]
    public void A_step_may_give_as_many_values_as_half_of_the_capacity()
    {
        var source = Streams.OnDemand(env => Observable.Range(0, 50, env.Scheduler).SelectMany(n => Enumerable.Range(4 * n, 4)), Room(8), time.Env);
        var consumer = Consumer<int>.Begin(time, source, _ => 1.Seconds);
        time.Start();
        Assert.Equal(Enumerable.Range(0, 200), consumer.Got.Select(one => one.Value));
        Assert.Equal((200.Seconds, null), consumer.End);
    }

    [Fact]
    public void A_source_that_cannot_be_slowed_fails_when_it_is_full_and_is_told_what_to_do()
    {
        var consumer = Consumer<int>.Begin(time, Streams.OnDemand(_ => Observable.Range(0, 100), Room(8), time.Env), _ => 1.Seconds);
        time.Start();
        Assert.Equal(Enumerable.Range(0, 8), consumer.Got.Select(one => one.Value));
        Assert.Equal("STREAM_OVERFLOW", consumer.End!.Value.Failure!.Reason);
        Assert.Contains("scheduler of the environment", consumer.End.Value.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_keeps_its_time_while_there_is_room_and_waits_while_there_is_none()
    {
        var source = Streams.OnDemand(env => Observable.Interval(1.Seconds, env.Scheduler).Take(30), Room(4), time.Env);
        var consumer = Consumer<long>.Begin(time, source, n => n == 10 ? 60.Seconds : TimeSpan.Zero);
        time.Start();
        Assert.Equal(Enumerable.Range(0, 30).Select(n => (long)n), consumer.Got.Select(one => one.Value));
        Assert.Equal(Enumerable.Range(1, 10).Select(n => n.Seconds), consumer.Got.Take(10).Select(one => one.At));
        Assert.Null(consumer.End!.Value.Failure);
    }

    [Fact]
    public void A_source_that_was_held_back_is_not_late()
    {
        var source = Streams.OnDemand(env => Observable.Interval(1.Seconds, env.Scheduler).Timeout(3.Seconds, env.Scheduler).Take(20), Room(2), time.Env);
        var consumer = Consumer<long>.Begin(time, source, n => n == 5 ? 60.Seconds : TimeSpan.Zero);
        time.Start();
        Assert.Equal(20, consumer.Count);
        Assert.Null(consumer.End!.Value.Failure);
    }

    [Fact]
    public void Leaving_a_source_that_is_held_back_frees_it()
    {
        var freed = TimeSpan.MinValue;
        using var stop = new CancellationTokenSource(5.Seconds, time.Env.Time);
        var source = Streams.OnDemand(env => Observable.Range(0, 100, env.Scheduler).Finally(() => freed = time.Elapsed), Room(2), time.Env.With(stop.Token));
        var consumer = Consumer<int>.Begin(time, source, _ => 4.Seconds);
        time.Start();
        Assert.Equal(5.Seconds, freed);
        Assert.Equal((8.Seconds, Error.Cancelled), consumer.End);
    }
}
