namespace Kratos.Reactive.Tests;

/// <summary>A streaming call as a transport would run it: requests are pulled from the wire, replies are pulled to it, and neither side gets ahead of the other.</summary>
public sealed class StreamingCallTests
{
    const int Capacity = 16;

    readonly VirtualTime time = new() { MaxItems = 10_000_000 };
    readonly Demand demand = new();
    readonly Env env;
    int read;

    public StreamingCallTests() => env = time.Env.With(Demand.Key, demand);

    async IAsyncEnumerable<int> Wire(int count)
    {
        await Task.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            read++;
            yield return i;
        }
    }

    IAsyncEnumerable<A> Call<A>(int requests, Func<IObservable<int>, Env, IObservable<A>> handler) =>
        Streams.OnDemand(call => handler(Wire(requests).ToObservable(env), call), new(Capacity, Overflow.Wait), env);

    [Fact]
    public void A_client_that_reads_slowly_slows_the_requests_too()
    {
        var ahead = 0;
        Consumer<int> client = null!;
        client = Consumer<int>.Begin(time, Call(1000, (messages, _) => messages.SelectMany(n => new[] { 2 * n, 2 * n + 1 })
            .Do(_ => ahead = Math.Max(ahead, 2 * read - (client?.Count ?? 0)))), _ => 1.Seconds);
        time.Start();
        Assert.Equal(Enumerable.Range(0, 2000), client.Got.Select(one => one.Value));
        Assert.Equal((2000.Seconds, null), client.End);
        Assert.InRange(ahead, Capacity / 2, Capacity);
    }

    [Fact]
    public void A_handler_that_takes_its_time_slows_the_requests_and_only_so_many_wait()
    {
        var (handled, ahead) = (0, 0);
        Eff<Unit> Slow(int n) => liftEff(() => { ahead = Math.Max(ahead, read - handled); }) >> yieldFor(1.Milliseconds) >> liftEff(() => Assert.Equal(n, handled++));
        var client = Consumer<int>.Begin(time, Call(100_000, (messages, env) => messages.SelectEff(Slow, env, waiting: new(Capacity, Overflow.Wait)).Count()), _ => TimeSpan.Zero);
        time.Start();
        Assert.Equal([(100_000.Milliseconds, 100_000)], client.Got);
        Assert.Null(client.End!.Value.Failure);
        // Those that wait, and the one that is handled.
        Assert.InRange(ahead, Capacity / 2, Capacity + 1);
    }

    [Fact]
    public void A_handler_may_wait_for_work_on_the_scheduler_of_its_call_while_requests_wait_for_it()
    {
        Eff<int> Slow(int n, Env env) => Observable.Timer(1.Seconds, env.Scheduler).Select(_ => n).SingleEff();
        var client = Consumer<int>.Begin(time, Call(100, (messages, env) => messages.SelectEff(n => Slow(n, env), env, waiting: new(2, Overflow.Wait))), _ => TimeSpan.Zero);
        time.Start();
        Assert.Equal(Enumerable.Range(0, 100).Select(n => ((n + 1).Seconds, n)), client.Got);
        Assert.Null(client.End!.Value.Failure);
    }

    [Fact]
    public void A_client_that_leaves_frees_the_handler_and_the_wire()
    {
        using var stop = new CancellationTokenSource(5.Seconds, time.Env.Time);
        var (freed, ended) = (TimeSpan.MinValue, TimeSpan.MinValue);
        async IAsyncEnumerable<int> Endless()
        {
            try
            {
                await Task.CompletedTask;
                for (var i = 0; ; i++) yield return i;
            }
            finally
            {
                freed = time.Elapsed;
            }
        }

        var env = this.env.With(stop.Token);
        var replies = Streams.OnDemand(call => Endless().ToObservable(env).SelectEff(_ => yieldFor(2.Seconds).Finally(liftEff(() => { ended = time.Elapsed; })), call), new(Capacity, Overflow.Wait), env);
        var client = Consumer<Unit>.Begin(time, replies, _ => TimeSpan.Zero);
        time.Start();
        Assert.Equal((5.Seconds, 5.Seconds, (5.Seconds, Error.Cancelled)), (freed, ended, client.End!.Value));
        Assert.True(demand.HasRoom);
        Assert.Empty(time.Unhandled);
    }
}
