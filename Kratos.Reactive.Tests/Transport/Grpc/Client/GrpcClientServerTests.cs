using FsCheck.Fluent;
using Helloworld.V1;
using Ask = Helloworld.V1.HelloRequest;
using Greeting = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Our client and our server: what goes in at one end comes out at the other.</summary>
public sealed class GrpcClientServerTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    static async Task<A> Soon<A>(Eff<A> effect) => (await effect.RunAsync(Env.System).AsTask().WaitAsync(patience)).ThrowIfFail();

    static string Address(GrpcRun server) => $"http://{server.Uri.Authority}";

    [Fact]
    public async Task All_four_shapes_are_the_same_functions_at_both_ends()
    {
        await using var server = await GrpcRun.Start();
        await using var client = await Called.At(Address(server));
        var greeter = GreeterService.Over(client.Client);
        Assert.Equal("Hello one", (await Soon(greeter.SayHello(new Ask { Name = "one" }))).Message);
        Assert.Equal(["Hello one 0", "Hello one 1", "Hello one 2"], (await Soon(greeter.LotsOfReplies(new Ask { Name = "one" }, Env.System).ToList().SingleEff())).Select(static reply => reply.Message));
        var names = Observable.Range(0, 1000).Select(static n => new Ask { Name = $"{n}" });
        Assert.Equal($"Hello {string.Join(" and ", Enumerable.Range(0, 1000))}", (await Soon(greeter.LotsOfGreetings(names))).Message);
        Assert.Equal(1000, (await Soon(greeter.BidiHello(names, Env.System).ToList().SingleEff())).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_600_000)]
    [InlineData(7_200_000_000)]
    public async Task A_deadline_is_the_same_instant_at_both_ends(long milliseconds)
    {
        var due = DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(milliseconds);
        static Env Still() => Env.On(new HistoricalScheduler(DateTimeOffset.UnixEpoch));
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => envEff.Map(env => new Greeting { Message = env.Deadline.Match(due => $"{due:O}", "none") }) }, Still());
        await using var client = await Called.At(Address(server), env: Still());
        Assert.Equal($"{due:O}", Assert.IsType<Greeting>((await client.Asked(client.Env.WithDeadline(due))).Value.Message).Message);
    }

    [Fact]
    public async Task A_deadline_of_a_millisecond_ends_a_call_at_both_ends_and_one_of_an_hour_does_not()
    {
        var served = new Tally();
        var hang = GrpcRun.Greeter with { SayHello = request => request.Name == "wait" ? yieldFor(Timeout.InfiniteTimeSpan).Map(_ => new Greeting()) : SuccessEff(GrpcRun.Hello(request.Name)) };
        await using var server = await GrpcRun.Start([hang.ToService().With(served.Watch)]);
        await using var client = await Called.At(Address(server));
        var greeter = GreeterService.Over(client.Client);
        for (var i = 0; i < 20; i++) Assert.Equal(Error.TimedOut, (await greeter.SayHello(new Ask { Name = "wait" }).Timeout(1.Milliseconds).RunAsync(Env.System)).Error);
        Assert.Equal("Hello Ada", (await Soon(greeter.SayHello(new Ask { Name = "Ada" }).Timeout(1.Hours))).Message);
        await Eventually.True(() => served.Open == 0, "the server to end what nobody waits for");
    }

    [Fact]
    public async Task Every_error_comes_back_as_the_error_that_the_server_failed_with_from_a_call_and_from_a_stream()
    {
        Error? next = null;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = _ => next!,
            LotsOfReplies = (_, _) => Observable.Return(new Greeting()).Concat(Observable.Throw<Greeting>(new ErrorException(next!))),
        });
        await using var client = await Called.At(Address(server));
        var greeter = GreeterService.Over(client.Client);
        var errors =
            from code in Gen.Elements(400, 404, 409, 412, 418, 429, 499, 500, 501, 503, 504, 599, 1001)
            from reason in Gen.Elements("USER_NOT_FOUND", "CANCELLED", "ABORTED", "DATA_LOSS", "", "Ä b")
            from message in Gen.Elements("", "gone", " 100 % \n", "日本語")
            from key in Gen.Elements("", "a", "ключ", "grpc-status")
            from others in Gen.Choose(0, 2)
            select new Error(code, reason, message)
            {
                Metadata = key == "" ? ValueMap.Empty : new Dictionary<string, string> { [key] = message },
                Others = [.. Enumerable.Range(0, others).Select(n => Error.Conflict($"OTHER_{n}", message))],
            };
        foreach (var error in errors.Sample(150))
        {
            next = error;
            Assert.Equal(error, (await greeter.SayHello(new Ask()).RunAsync(Env.System)).Error);
            Assert.Equal(error, (await greeter.LotsOfReplies(new Ask(), Env.System).ToList().SingleEff().RunAsync(Env.System)).Error);
        }
    }

    [Fact]
    public async Task Metadata_goes_there_and_back_with_all_its_values()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = _ =>
                from call in currentCall
                from h in call.SetHeader("seen", string.Join(";", call.RequestHeaders.Values("a")))
                from t in call.SetTrailer("last-bin", call.RequestHeaders.Values("b-bin")[1])
                select new Greeting(),
        });
        await using var client = await Called.At(Address(server));
        var reply = (await client.Asked(headers: Headers.Empty.Add("a", "1, 2").Add("a", "3").AddBinary("b-bin", [0]).AddBinary("b-bin", [255, 254]))).ThrowIfFail();
        Assert.Equal("1, 2;3", reply.Headers.Find("seen"));
        Assert.Equal([255, 254], Assert.Single(reply.Trailers.BinaryValues("last-bin")));
    }

    [Fact]
    public async Task Messages_are_compressed_both_ways()
    {
        await using var server = await GrpcRun.Start(options: GrpcOptions.Default with { Compression = GrpcCompression.Gzip });
        await using var client = await Called.At(Address(server));
        foreach (var compression in Enum.GetValues<GrpcCompression>())
        {
            var greeter = GreeterService.Over(client.Client.With(GrpcCall(call => call with { Compression = compression })));
            Assert.Equal(100_006, (await Soon(greeter.SayHello(new Ask { Name = new string('a', 100_000) }))).Message.Length);
        }
    }

    [Fact]
    public async Task A_deadline_reaches_the_handler_and_ends_the_call()
    {
        var left = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            SayHello = _ => envEff.Bind(env =>
            {
                left.SetResult((env.Deadline.IfNone(DateTimeOffset.MinValue) - env.Time.GetUtcNow()));
                return yieldFor(Timeout.InfiniteTimeSpan) >> SuccessEff(new Greeting());
            }),
        });
        await using var client = await Called.At(Address(server));
        var end = await client.Client.With(GrpcCall(static call => call with { Timeout = 1.Seconds })).Call(Called.Asking()).RunAsync(Env.System).AsTask().WaitAsync(patience, TestContext.Current.CancellationToken);
        Assert.True(end.Error.Is(Error.TimedOut), $"{end}");
        Assert.InRange(await left.Task.WaitAsync(patience, TestContext.Current.CancellationToken), TimeSpan.Zero, 1.Seconds);
    }

    [Fact]
    public async Task A_consumer_that_is_slow_holds_back_a_handler_of_a_million_messages()
    {
        var made = 0;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Observable.Range(0, 1_000_000, env.Scheduler).Select(_ =>
            {
                Interlocked.Increment(ref made);
                return new Greeting { Message = new string('a', 1000) };
            }),
        });
        await using var client = await Called.At(Address(server));
        using var came = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        using var reading = client.Stream(Called.Replies, Observable.Return(new Ask())).Subscribe(_ =>
        {
            came.Release();
            go.Wait();
        });
        await came.WaitAsync(TestContext.Current.CancellationToken);
        await Eventually.True(() => Volatile.Read(ref made) > 128, "the window to fill");
        await Eventually.Still(() => Volatile.Read(ref made));
        Assert.InRange(made, 128, 2000);
        reading.Dispose();
        go.Set();
    }

    [Fact]
    public async Task A_client_that_leaves_a_stream_tells_the_handler()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, _) => Observable.Return(new Greeting()).Concat(Observable.Never<Greeting>()).Finally(() => told.TrySetResult()),
        });
        await using var client = await Called.At(Address(server));
        (await client.Stream(Called.Replies, Observable.Return(new Ask())).FirstEff().RunAsync(Env.System)).ThrowIfFail();
        await told.Task.WaitAsync(patience, TestContext.Current.CancellationToken);
    }
}
