using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>A million messages each way between our client and our server, whose taker stops now and then: how many are ahead of it is bounded all the time, and all arrive.</summary>
public sealed class GrpcMillionTests(ITestOutputHelper output)
{
    const int Million = 1_000_000;
    const int Capacity = 64;

    // A message with its header.
    const int Size = 107;

    static readonly string hundred = new('a', 100);
    static readonly int[] halts = [1, 250_000, 500_000, 750_000, Million - 10_000];
    static readonly TimeSpan patience = TimeSpan.FromMinutes(2);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_that_produces_a_million_to_a_client_that_reads_slowly_is_at_most_its_capacity_and_the_window_ahead()
    {
        using var flow = new Flow();
        await using var server = await GrpcRun.Start(
            GrpcRun.Greeter with { LotsOfReplies = (_, env) => Observable.Range(0, Million, env.Scheduler).Select(_ => flow.Made(new Greeting { Message = hundred })) },
            options: GrpcOptions.Default with { Backpressure = new(Capacity, Overflow.Wait) });
        await using var client = await Called.At($"http://{server.Uri.Authority}");
        var end = client.Stream(Called.Replies, Observable.Return(new Ask()))
            .Do(_ => { if (flow.Takes()) flow.Go.Wait(); }).Count().SingleEff().RunAsync(Env.System).AsTask();
        // The platform's client begins with a window of 64 KiB and doubles it while that pays (the more, the longer a round trip takes), up to 16 MiB; within this machine a fraction of 1 MiB does.
        // 64 KiB are in Kestrel, and 32 KiB are written before they are sent.
        await flow.Halts(1024 * 1024, output);
        Assert.Equal(Million, (await end.WaitAsync(patience, Token)).Value);
    }

    [Fact]
    public async Task A_client_that_sends_a_million_to_a_slow_handler_is_at_most_both_capacities_and_the_window_ahead()
    {
        using var flow = new Flow();
        Eff<Unit> Take(Ask _) => liftEff(async env =>
        {
            if (flow.Takes()) await flow.Go.WaitAsync(env.Token);
        });
        await using var server = await GrpcRun.Start(
            GrpcRun.Greeter with
            {
                LotsOfGreetings = requests => envEff.Bind(env => requests.SelectEff(Take, env, waiting: new(Capacity, Overflow.Wait)).Count().Select(static n => new Greeting { Message = $"{n}" }).SingleEff()),
            },
            options: GrpcOptions.Default with { Kestrel = static kestrel => kestrel.Limits.Http2.InitialStreamWindowSize = 64 * 1024 });
        await using var client = await Called.At($"http://{server.Uri.Authority}", GrpcClientOptions.Default with { Requests = new(Capacity, Overflow.Wait) });
        var end = GreeterService.Over(client.Client).LotsOfGreetings(Observable.Range(0, Million).Select(_ => flow.Made(new Ask { Name = hundred }))).RunAsync(Env.System).AsTask();
        // The window of 64 KiB, what is written at once and what is read at once; as many as may wait at the client.
        await flow.Halts((2 * 64 * 1024) + (Capacity * Size), output);
        Assert.Equal($"{Million}", (await end.WaitAsync(patience, Token)).Value.Message);
    }

    /// <summary>How many were made and how many taken, and the most that were between.</summary>
    sealed class Flow : IDisposable
    {
        readonly SemaphoreSlim reached = new(0);
        int made;
        int taken;
        int most;

        internal SemaphoreSlim Go { get; } = new(0);

        internal A Made<A>(A message)
        {
            most = Math.Max(most, Interlocked.Increment(ref made) - Volatile.Read(ref taken));
            return message;
        }

        /// <summary>True when the taker is to wait.</summary>
        internal bool Takes()
        {
            if (!halts.Contains(Interlocked.Increment(ref taken))) return false;
            reached.Release();
            return true;
        }

        /// <summary>At each halt nothing goes on; all that may be ahead is; and at no time was there more.</summary>
        internal async Task Halts(int bytes, ITestOutputHelper output)
        {
            var bound = Capacity + (bytes / Size);
            foreach (var halt in halts)
            {
                Assert.True(await reached.WaitAsync(patience, Token), $"{taken} were taken and {made} made");
                await Eventually.Still(() => Volatile.Read(ref made));
                output.WriteLine($"at {halt}: {made - taken} ahead, at most {most} so far, of {bound} that may be");
                Assert.Equal(halt, taken);
                Assert.InRange(made - taken, Capacity, bound);
                Go.Release();
            }

            await Eventually.True(() => Volatile.Read(ref made) == Million, "all to be made");
            Assert.InRange(most, Capacity, bound);
        }

        public void Dispose()
        {
            reached.Dispose();
            Go.Dispose();
        }
    }
}
