namespace Kratos.Reactive.Tests;

/// <summary>How a stream of lines is slowed, left, timed and stopped.</summary>
public sealed class LineEndTests
{
    readonly StreamClock clock = new();
    int open;
    int heard;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Counts what it is sent, and who is there.</summary>
    Service Counting(Func<IObservable<HelloRequest>, Env, Eff<int>>? counting = null) => new Service("x.Lines").ClientStream<HelloRequest, int>(
        "Count",
        asks =>
            from env in envEff
            from count in (counting ?? ((all, _) => all.Count().SingleEff()))(Observable.Defer(() =>
            {
                Interlocked.Increment(ref open);
                return asks.Do(_ => Interlocked.Increment(ref heard)).Finally(() => Interlocked.Decrement(ref open));
            }), env)
            select count,
        HttpRule.Post("/count"));

    Task<Serving> Start(Service service, HttpStreamOptions? streams = null) =>
        Serving.Start(Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Streams = streams ?? HttpStreamOptions.Default }, service), Env.On(clock));

    // What waits for its turn on the clock is given it.
    Task Heard(int many) => Eventually.True(
        () =>
        {
            clock.AdvanceBy(TimeSpan.Zero);
            return Volatile.Read(ref heard) == many;
        },
        $"{many} messages");

    [Fact]
    public async Task A_message_is_there_when_its_line_is_and_the_answer_when_the_body_ends()
    {
        await using var server = await Serving.Start(Counting());
        using var uploader = await Uploader.Post(server, "/count");
        await uploader.Send("{\"name\":\"a\"}\n{\"na");
        await Heard(1);
        await uploader.Send("me\":\"");
        await uploader.Send("b\"}\n");
        await Heard(2);
        Assert.False(uploader.IsAnswered);
        await uploader.End();
        Assert.Equal("2", (await uploader.Answered()).Body);
        Assert.Equal(0, open);
    }

    [Fact]
    public async Task The_next_message_is_read_only_after_the_last_one_was_taken()
    {
        using var gate = new SemaphoreSlim(0);
        var taken = 0;
        await using var server = await Serving.Start(Counting((asks, env) => asks.SelectEff(_ => liftEff(async inside =>
        {
            Interlocked.Increment(ref taken);
            await gate.WaitAsync(inside.Token);
            return Unit.Default;
        }), env, waiting: new(4, Overflow.Wait)).Count().SingleEff()));
        using var uploader = await Uploader.Post(server, "/count");
        var megabyte = $"{{\"name\":\"{new string('a', 1024 * 1024)}\"}}\n";
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 100; sent++) await uploader.Send(megabyte);
            await uploader.End();
        }, Token);
        await Eventually.Still(() => Volatile.Read(ref sent));
        Assert.InRange(sent, 4, 40);        // what waits for the handler, and what the sockets hold
        Assert.Equal(1, taken);
        gate.Release(100);
        await sending;
        Assert.Equal("100", (await uploader.Answered()).Body);
    }

    [Fact]
    public async Task Who_has_heard_enough_answers_before_the_body_ends()
    {
        await using var server = await Serving.Start(Counting(static (asks, _) => asks.Take(2).Count().SingleEff()));
        using var uploader = await Uploader.Post(server, "/count");
        await uploader.Send("{\"name\":\"a\"}\n{\"name\":\"b\"}\n{\"name\":\"c\"}\n");
        var answer = await uploader.Answered();
        Assert.Equal((200, "2", "close"), (answer.Status, answer.Body, answer.Fields["Connection"]));
    }

    [Fact]
    public async Task Two_bodies_one_after_the_other_use_one_connection()
    {
        await using var server = await Serving.Start(Counting());
        using var uploader = await Uploader.Post(server, "/count");
        await uploader.Send("{\"name\":\"a\"}\n");
        await uploader.End();
        Assert.Equal("1", (await uploader.Answered()).Body);
        Assert.Equal("0", await (await server.Client.PostAsync("/count", null, Token)).Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_messages_in_a_failure()
    {
        await using var server = await Serving.Start(Counting());
        using (var uploader = await Uploader.Post(server, "/count"))
        {
            await uploader.Send("{\"name\":\"a\"}\n");
            await Heard(1);
            Assert.Equal(1, open);
            uploader.Leave();
        }

        await Eventually.True(() => Volatile.Read(ref open) == 0, "the stream to be left");
    }

    [Fact]
    public async Task It_may_last_as_long_as_messages_come_and_ends_at_its_idle_limit()
    {
        await using var server = await Start(Counting(), HttpStreamOptions.Default with { IdleTimeout = 1.Minutes });
        using var uploader = await Uploader.Post(server, "/count");
        await uploader.Send("{\"name\":\"a\"}\n");
        await Heard(1);
        clock.AdvanceBy(59.Seconds);
        await uploader.Send("{\"name\":\"b\"}\n");
        await Heard(2);
        clock.AdvanceBy(1.Minutes - TimeSpan.FromTicks(1));
        Assert.False(uploader.IsAnswered);
        Assert.Equal(1, open);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        var answer = await uploader.Answered();
        Assert.Equal((504, "close"), (answer.Status, answer.Fields["Connection"]));
        Assert.Contains("STREAM_IDLE", answer.Body, StringComparison.Ordinal);
        Assert.Equal(0, open);
    }

    [Fact]
    public async Task A_caller_that_says_how_long_it_waits_is_answered_at_that_instant()
    {
        await using var server = await Start(Counting());
        using var uploader = await Uploader.Post(server, "/count", "Content-Type: application/jsonl\r\ngrpc-timeout: 2S\r\n");
        await uploader.Send("{\"name\":\"a\"}\n");
        await Heard(1);
        clock.AdvanceBy(2.Seconds - TimeSpan.FromTicks(1));
        Assert.Equal(1, open);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        var answer = await uploader.Answered();
        Assert.Equal((504, true), (answer.Status, answer.Body.Contains("TIMED_OUT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stop_waits_for_it_and_tells_why_it_is_ended_when_the_time_is_over()
    {
        using var force = new CancellationTokenSource();
        var server = await Serving.Start(Counting());
        using var uploader = await Uploader.Post(server, "/count");
        await uploader.Send("{\"name\":\"a\"}\n");
        await Heard(1);
        var released = server.ReleaseUntil(force.Token);
        await uploader.Send("{\"name\":\"b\"}\n");
        await Heard(2);
        Assert.False(released.IsCompleted);
        await force.CancelAsync();
        var answer = await uploader.Answered();
        Assert.Equal((503, true), (answer.Status, answer.Body.Contains("SERVER_STOPPED", StringComparison.Ordinal)));
        Assert.True((await released).IsSucc);
        Assert.Equal(0, open);
    }
}
