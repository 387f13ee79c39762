using GreetReply = Helloworld.V1.HelloReply;

namespace Kratos.Reactive.Tests;

/// <summary>Deadlines on the clock of the app, to the tick.</summary>
public sealed class GrpcDeadlineTests
{
    readonly WaitingClock clock = new();

    [Fact]
    public async Task P7_a_unary_call_ends_at_its_deadline_and_not_before()
    {
        LanguageExt.Option<DateTimeOffset> due = default;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => envEff.Bind(env => { due = env.Deadline; return yieldFor(1.Hours); }).Map(_ => new GreetReply()) }, Env.On(clock));
        var answer = server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), ("grpc-timeout", "2S"));
        await Eventually.True(() => clock.Waits == 2, "the handler and its deadline to wait");
        Assert.Equal(clock.Now + 2.Seconds, due);
        clock.AdvanceBy(2.Seconds - TimeSpan.FromTicks(1));
        Assert.Equal(0, clock.Ran);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal(("Headers!", GrpcCode.DeadlineExceeded, Error.TimedOut), ((await answer).Shape, (await answer).Status, (await answer).Error));
    }

    [Theory]
    [InlineData(GrpcRun.SayHello, "1m", 1L)]
    [InlineData(GrpcRun.SayHello, "1H", 3_600_000L)]
    [InlineData(GrpcRun.SayHello, "5000000S", 5_000_000_000L)]
    [InlineData(GrpcRun.LotsOfGreetings, "1m", 1L)]
    [InlineData(GrpcRun.LotsOfGreetings, "1H", 3_600_000L)]
    [InlineData(GrpcRun.LotsOfGreetings, "5000000S", 5_000_000_000L)]
    public async Task P7_a_deadline_of_a_millisecond_of_an_hour_and_of_more_than_a_timer_takes_are_kept_to_the_tick(string path, string timeout, long milliseconds)
    {
        LanguageExt.Option<DateTimeOffset> due = default;
        var entered = false;
        Eff<GreetReply> Hang() => envEff.Bind(env =>
        {
            due = env.Deadline;
            entered = true;
            return yieldFor(Timeout.InfiniteTimeSpan);
        }).Map(_ => new GreetReply());
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => Hang(), LotsOfGreetings = _ => Hang() }, Env.On(clock));
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(path, ("grpc-timeout", timeout)));
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: true);
        await Eventually.True(() => Volatile.Read(ref entered) && clock.Waits == 1, "the handler to wait, with its deadline");
        var deadline = clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(deadline, due);
        clock.AdvanceTo(deadline - TimeSpan.FromTicks(1));
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        Assert.Null(peer.Seen(stream));
        clock.AdvanceTo(deadline);
        var answer = await peer.Answer(stream);
        Assert.Equal(("Headers!", GrpcCode.DeadlineExceeded), (answer.Shape, answer.Status));
    }

    [Theory]
    [InlineData(GrpcRun.LotsOfReplies)]
    [InlineData(GrpcRun.LotsOfGreetings)]
    [InlineData(GrpcRun.BidiHello)]
    public async Task P7_a_stream_ends_at_its_deadline_with_what_was_sent_before(string path)
    {
        var disposed = false;
        IObservable<GreetReply> Hang(Env env) => Observable.Return(GrpcRun.Hello("Ada")).Concat(Observable.Never<GreetReply>()).Finally(() => disposed = true);
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with
        {
            LotsOfReplies = (_, env) => Hang(env),
            LotsOfGreetings = _ => Observable.Never<GreetReply>().Finally(() => disposed = true).SingleEff(),
            BidiHello = (_, env) => Hang(env),
        }, Env.On(clock));
        var peer = await server.Connect();
        var stream = await peer.Open(RawPeer.Call(path, ("grpc-timeout", "1500m")));
        await Eventually.True(() => clock.Waits >= 1, "the deadline to wait");
        await peer.Data(stream, GrpcRun.Ask("Ada"), end: path != GrpcRun.BidiHello);
        var deadline = clock.Now + 1500.Milliseconds;
        // The messages are read on the scheduler, which is moved for that, but not up to the deadline.
        while (path != GrpcRun.LotsOfGreetings && peer.Seen(stream) is null)
        {
            clock.AdvanceBy(TimeSpan.FromTicks(1));
            await System.Threading.Tasks.Task.Yield();
        }

        clock.AdvanceTo(deadline - TimeSpan.FromTicks(1));
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        clock.AdvanceTo(deadline);
        var answer = await peer.Answer(stream);
        Assert.Equal(GrpcCode.DeadlineExceeded, answer.Status);
        await Eventually.True(() => disposed, "the stream to be left");
    }

    [Fact]
    public async Task The_server_may_allow_less_than_the_caller_would_wait()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => yieldFor(1.Hours).Map(_ => new GreetReply()) }, Env.On(clock), GrpcOptions.Default with { Timeout = 1.Seconds });
        foreach (var fields in ((string, string)[][])[[], [("grpc-timeout", "1H")]])
        {
            var before = clock.Waits;
            var answer = server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), fields);
            await Eventually.True(() => clock.Waits == before + 2, "the handler and its deadline to wait");
            clock.AdvanceBy(1.Seconds);
            Assert.Equal(GrpcCode.DeadlineExceeded, (await answer).Status);
        }
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    public async Task P7_a_deadline_of_thousands_of_years_is_one(string timeout)
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => yieldFor(1.Milliseconds).Map(_ => GrpcRun.Hello("Ada")) });
        foreach (var path in (string[])[GrpcRun.SayHello, GrpcRun.BidiHello])
            Assert.Equal(GrpcCode.Ok, (await server.Call(path, GrpcRun.Ask("Ada"), ("grpc-timeout", timeout))).Status);
    }

    [Fact]
    public async Task P7_a_handler_that_ignores_its_token_does_not_hold_up_the_answer()
    {
        var open = new TaskCompletionSource();
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => liftEff(async _ => { await open.Task; return new GreetReply(); }) });
        Assert.Equal(GrpcCode.DeadlineExceeded, (await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), ("grpc-timeout", "50m"))).Status);
        open.SetResult();
    }

    [Fact]
    public async Task P7_a_handler_that_says_itself_that_its_time_is_over_is_nothing_unhandled()
    {
        var ended = false;
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = _ => yieldFor(Timeout.InfiniteTimeSpan).Finally(_ => { ended = true; return Error.TimedOut; }).Map(_ => new GreetReply()) });
        Assert.Equal(GrpcCode.DeadlineExceeded, (await server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), ("grpc-timeout", "50m"))).Status);
        await Eventually.True(() => ended, "the handler to be told");
    }

    [Theory]
    [InlineData("2S", "1H")]
    [InlineData("1H", "2S")]
    public async Task P7_a_handler_that_never_waits_is_told_at_its_deadline_if_it_asks(string timeout, string limit)
    {
        var spans = new Dictionary<string, TimeSpan> { ["2S"] = 2.Seconds, ["1H"] = 1.Hours };
        var busy = GrpcRun.Greeter with { SayHello = _ => liftEff<GreetReply>(env => env.Token.WaitHandle.WaitOne(1.Minutes) ? Error.Cancelled : GrpcRun.Hello("never told")) };
        await using var server = await GrpcRun.Start([busy.ToService().With(Recovery() >> Deadline(3.Hours))], Env.On(clock), GrpcOptions.Default with { Timeout = spans[limit] });
        var answer = server.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"), ("grpc-timeout", timeout));
        await Eventually.True(() => clock.Waits >= 1, "its deadline to wait");
        clock.AdvanceBy(2.Seconds - TimeSpan.FromTicks(1));
        Assert.Equal(0, clock.Ran);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal(("Headers!", GrpcCode.DeadlineExceeded, Error.TimedOut), ((await answer).Shape, (await answer).Status, (await answer).Error));
    }

    /// <summary>Counts what waits for it, and what it ran of that; but not what waits for a connection to speak HTTP/2.</summary>
    sealed class WaitingClock : HistoricalScheduler
    {
        static readonly TimeSpan Preface = TimeSpan.FromSeconds(30);

        int waits;

        internal WaitingClock() => AdvanceTo(DateTimeOffset.UnixEpoch);

        internal int Waits => Volatile.Read(ref waits);

        internal int Ran { get; private set; }

        public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            lock (this)
            {
                var scheduled = base.ScheduleAbsolute(state, dueTime, (scheduler, given) =>
                {
                    Ran++;
                    return action(scheduler, given);
                });
                if (dueTime != Now + Preface) Interlocked.Increment(ref waits);
                return scheduled;
            }
        }
    }
}
