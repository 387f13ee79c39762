namespace Kratos.Reactive.Tests;

/// <summary>How long a call goes on, and when it is sent again. The instants are exact: the clock moves when somebody waits on it.</summary>
public sealed class HttpClientRetryTests
{
    static readonly Schedule twice = Schedule.Spaced(10.Seconds) & Schedule.Recurs(2);

    static Func<RawAsk, string?> First(params string?[] answers) => ask => ask.Number < answers.Length ? answers[ask.Number] : RawHttp.Answer(200, "{}");

    static string Down => RawHttp.Answer(503, "");

    static async Task<(Fin<Reply> End, IReadOnlyList<RawAsk> Tries, TimeSpan At)> Run(Func<RawAsk, string?> answer, Method method, HttpRetry? retry, params int[] waits)
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var server = RawHttp.Of(answer);
        await using var client = await HttpCalled.At(server, call => call with { Retry = retry }, Env.On(noted));
        var end = client.Ask(method);
        foreach (var (wait, times) in waits.Select((wait, at) => (wait, waits[..(at + 1)].Count(one => one == wait))))
        {
            await noted.Until(wait.Milliseconds, times);
            time.AdvanceBy((wait - 1).Milliseconds);
            Assert.False(end.IsCompleted);
            time.AdvanceBy(1.Milliseconds);
        }

        return (await end, server.Asks, time.Elapsed);
    }

    [Fact]
    public async Task A_call_that_can_do_no_harm_twice_is_sent_again_after_the_wait()
    {
        var (end, tries, at) = await Run(First(Down, RawHttp.Answer(502, "")), HttpCalled.Get, new(twice), 10_000, 10_000);
        Assert.True(end.IsSucc);
        Assert.Equal((3, 20.Seconds), (tries.Count, at));
    }

    [Fact]
    public async Task W_CLI_5_each_try_has_its_body()
    {
        var put = HttpCalled.Of(HttpRule.Put("/x"));
        var (end, tries, _) = await Run(First(Down, Down), put, new(twice), 10_000, 10_000);
        Assert.True(end.IsSucc);
        Assert.Equal(Enumerable.Repeat("""{"name":"n"}""", 3), tries.Select(static one => one.Text));
    }

    [Fact]
    public async Task A_POST_that_the_server_may_have_seen_is_not_sent_again()
    {
        Assert.Single((await Run(First(Down), HttpCalled.Post, new(twice))).Tries);
        Assert.Single((await Run(First([null]), HttpCalled.Post, new(twice))).Tries);
    }

    [Fact]
    public async Task When_the_schedule_is_used_up_the_last_failure_is_told()
    {
        var (end, tries, _) = await Run(First(Down, Down, RawHttp.Answer(503, """{"code":503,"reason":"LAST"}""")), HttpCalled.Get, new(twice), 10_000, 10_000);
        Assert.Equal(("LAST", 3), (end.Error.Reason, tries.Count));
    }

    [Fact]
    public async Task Without_a_schedule_or_for_another_failure_nothing_is_sent_again()
    {
        Assert.Single((await Run(First(Down), HttpCalled.Get, null)).Tries);
        Assert.Single((await Run(First(RawHttp.Answer(500, "")), HttpCalled.Get, new(twice))).Tries);
    }

    [Fact]
    public async Task A_server_may_say_when_to_come_again()
    {
        foreach (var (after, wait) in new[] { (0, 10), (3, 10), (13, 13), (60, 60) })
        {
            var (end, tries, at) = await Run(First(RawHttp.Answer(503, "", "", $"Retry-After: {after}\r\n")), HttpCalled.Get, new(twice), wait * 1_000);
            Assert.True(end.IsSucc);
            Assert.Equal((2, wait.Seconds), (tries.Count, at));
        }
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_more_than_a_minute_is()
    {
        var (end, tries, at) = await Run(First(RawHttp.Answer(503, "", "", "Retry-After: 61\r\n")), HttpCalled.Get, new(twice));
        Assert.Equal((503, 1, TimeSpan.Zero), (end.Error.Code, tries.Count, at));
    }

    [Fact]
    public async Task A_wait_for_which_there_is_no_time_is_not_waited_and_the_failure_is_the_servers()
    {
        await using var server = RawHttp.Of(First(Down));
        await using var client = await HttpCalled.At(server, static call => call with { Retry = new(twice), Timeout = 9.Seconds }, new VirtualTime().Env);
        Assert.Equal(503, (await client.Ask(HttpCalled.Get)).Error.Code);
        Assert.Single(server.Asks);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_longer_than_there_is_time_is()
    {
        await using var server = RawHttp.Of(First(RawHttp.Answer(503, "", "", "Retry-After: 30\r\n")));
        await using var client = await HttpCalled.At(server, static call => call with { Retry = new(twice), Timeout = 20.Seconds }, new VirtualTime().Env);
        Assert.Equal(503, (await client.Ask(HttpCalled.Get)).Error.Code);
        Assert.Single(server.Asks);
    }

    [Fact]
    public async Task A_POST_that_was_surely_not_sent_is_sent_again()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var server = RawHttp.Of(First());
        var dials = 0;
        await using var client = await HttpCalled.At(
            server.Address,
            options => options with
            {
                Call = options.Call with { Retry = new(twice) },
                Dial = (to, token) => Interlocked.Increment(ref dials) == 1 ? throw new IOException("not yet") : Tcp.Dial(to, token),
            },
            Env.On(noted));
        var end = client.Ask(HttpCalled.Post);
        await noted.Until(10.Seconds);
        time.AdvanceBy(10.Seconds);
        (await end).ThrowIfFail();
        Assert.Single(server.Asks);
    }

    [Fact]
    public async Task A_call_ends_at_its_timeout_or_at_the_deadline_whichever_is_earlier()
    {
        foreach (var (timeout, deadline, at) in new[] { (2, 5, 2), (5, 2, 2) })
        {
            var time = new VirtualTime();
            await using var server = RawHttp.Silent();
            await using var client = await HttpCalled.At(server, call => call with { Timeout = timeout.Seconds }, time.Env);
            var end = client.Ask(HttpCalled.Get, env: time.Env.WithDeadline(time.Env.Time.GetUtcNow() + deadline.Seconds));
            await Eventually.True(() => server.Asks.Count == 1, "the request to come");
            time.AdvanceBy(at.Seconds - 1.Milliseconds);
            Assert.False(end.IsCompleted);
            time.AdvanceBy(1.Milliseconds);
            Assert.Equal(Error.TimedOut, (await end).Error);
        }
    }

    [Fact]
    public async Task A_try_ends_at_its_own_timeout_and_the_next_may_go_well()
    {
        var time = new VirtualTime();
        await using var server = RawHttp.Of(async ask => ask.Number == 0 ? await new TaskCompletionSource<byte[]?>().Task : System.Text.Encoding.ASCII.GetBytes(RawHttp.Answer(200, "{}")));
        await using var client = await HttpCalled.At(server, static call => call with { TryTimeout = 1.Seconds, Retry = new(Schedule.Recurs(1)) }, time.Env);
        var end = client.Ask(HttpCalled.Get);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        time.AdvanceBy(1.Seconds);
        (await end).ThrowIfFail();
        Assert.Equal(2, server.Asks.Count);
    }

    [Fact]
    public async Task A_POST_that_took_too_long_is_not_sent_again_and_has_timed_out()
    {
        var time = new VirtualTime();
        await using var server = RawHttp.Silent();
        await using var client = await HttpCalled.At(server, static call => call with { TryTimeout = 1.Seconds, Retry = new(Schedule.Recurs(1)) }, time.Env);
        var end = client.Ask(HttpCalled.Post);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        time.AdvanceBy(1.Seconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
        Assert.Single(server.Asks);
    }

    [Fact]
    public async Task A_body_that_does_not_come_to_its_end_in_time_has_timed_out_too()
    {
        var time = new VirtualTime();
        await using var server = RawHttp.Of(static _ => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        await using var client = await HttpCalled.At(server, static call => call with { Timeout = 1.Seconds }, time.Env);
        var end = client.Ask(HttpCalled.Get);
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        time.AdvanceBy(1.Seconds);
        Assert.Equal(Error.TimedOut, (await end).Error);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_call()
    {
        using var left = new CancellationTokenSource();
        await using var server = RawHttp.Silent();
        await using var client = await HttpCalled.At(server.Address);
        var end = client.Ask(HttpCalled.Get, env: Env.System.With(left.Token));
        await Eventually.True(() => server.Asks.Count == 1, "the request to come");
        await left.CancelAsync();
        Assert.Equal(Error.Cancelled, (await end).Error);
    }

    [Fact]
    public async Task A_connection_that_does_not_come_to_stand_in_time_is_given_up()
    {
        var time = new VirtualTime();
        var noted = new NotedWaits(time);
        await using var client = await HttpCalled.At("http://127.0.0.1:1", static options => options with { ConnectTimeout = 3.Seconds, Dial = static async (_, token) => { await new TaskCompletionSource().Task.WaitAsync(token); return Stream.Null; } }, Env.On(noted));
        var end = client.Ask(HttpCalled.Get);
        await noted.Until(3.Seconds);
        time.AdvanceBy(3.Seconds);
        Assert.Equal((503, "connecting to the server took too long, or is no longer wanted"), (await end).Error is var error ? (error.Code, error.Message) : default);
    }
}
