namespace Kratos.Reactive.Tests;

/// <summary>The rest of the ways an app can go, beside <see cref="AppTests"/>.</summary>
public sealed class AppEdgeTests
{
    readonly Scene scene = new();

    static App Plain => new("shop", "v1");

    [Fact]
    public void An_app_without_servers_runs_until_it_is_told_to_stop()
    {
        scene.Run(Plain, 5.Seconds);
        Assert.Equal(["0 Starting", "0 Started", "5 Stopping", "5 Stopped", "5 OnCompleted"], scene.Diary);
    }

    [Fact]
    public void A_server_whose_faults_complete_goes_on()
    {
        scene.Run(Plain with { Servers = [scene.Server("s", faults: Observable.Empty<Error>())] }, 5.Seconds);
        Assert.Equal(["0 Starting", "0 Bound s", "0 Started", "5 Stopping", "5 Closed s", "5 Stopped", "5 OnCompleted"], scene.Diary);
        scene.Released("s");
    }

    [Fact]
    public void A_fault_while_another_server_still_binds_ends_the_start()
    {
        scene.Run(Plain with
        {
            Servers = [scene.Server("dies", faults: scene.Time.After(2.Seconds).Select(_ => Scene.Bad("ACCEPT"))), scene.Server("slow", 1.Hours)],
            Registrar = scene.Registrar(FailEff<Unit>(Scene.Bad("MUST_NOT_REGISTER"))),
        });
        Assert.Equal(
            ["0 Starting", "0 Bound dies", "2 Failed Serve dies ACCEPT", "2 Stopping ACCEPT", "2 Closed dies", "2 Stopped", "2 OnError ACCEPT"],
            scene.Diary);
        Assert.Empty(scene.Failure!.Others);
        scene.Released("dies");
    }

    [Fact]
    public void The_faults_of_a_server_are_left_before_it_is_stopped()
    {
        var (heard, late) = (false, true);
        var faults = Observable.Create<Error>(_ =>
        {
            heard = true;
            return () => heard = false;
        });
        scene.Run(Plain with { Servers = [scene.Server("s", faults: faults, stop: liftEff(() => { late = heard; }))], AfterStart = [liftEff(() => Assert.True(heard))] }, 1.Seconds);
        Assert.True(scene.Completed);
        Assert.False(late);
    }

    [Fact]
    public void A_second_server_that_faults_on_the_way_down_is_reported_after_the_first()
    {
        scene.Run(Plain with
        {
            Servers =
            [
                scene.Server("first", faults: scene.Time.After(1.Seconds).Select(_ => Scene.Bad("FIRST"))),
                scene.Server("second", faults: scene.Time.After(2.Seconds).Select(_ => Scene.Bad("SECOND"))),
            ],
            BeforeStop = [scene.Hook("before stop", 5.Seconds)],
        });
        Assert.Equal("FIRST", scene.Failure!.Reason);
        Assert.Equal(["SECOND"], scene.Failure.Others.Select(other => other.Reason));
        Assert.Contains("2 Failed Serve second SECOND", scene.Diary);
        scene.Released("first", "second");
    }

    [Fact]
    public void AG6_the_parent_leaving_does_not_shorten_the_time_that_a_server_has_to_stop()
    {
        var cut = false;
        var stop = envEff.Bind(env => yieldFor(10.Minutes) >> liftEff(() => { cut = env.Token.IsCancellationRequested; }));
        using var parent = new CancellationTokenSource(1.Seconds, scene.Time.Env.Time);
        scene.Begin(Plain with { StopTimeout = 1.Hours, Servers = [scene.Server("s", stop: stop)] }, Observable.Never<Unit>(), scene.Time.Env.With(parent.Token));
        scene.Time.Start();
        Assert.Equal(["1 Stopping CANCELLED", "601 Closed s", "601 Stopped", "601 OnCompleted"], scene.Diary.Skip(3));
        Assert.False(cut);
        scene.Released("s");
    }

    [Fact]
    public void The_token_of_the_start_fires_when_the_start_is_cut_and_never_once_the_app_runs()
    {
        foreach (var (at, fired) in new[] { (1.Seconds, true), (5.Seconds, false) })
        {
            var (one, token) = (new Scene(), CancellationToken.None);
            one.Run(Plain with { AfterStart = [envEff.Bind(env => liftEff(() => { token = env.Token; })), yieldFor(2.Seconds)] }, at);
            Assert.True(one.Completed);
            Assert.Equal(fired, token.IsCancellationRequested);
        }
    }

    [Fact]
    public void Deregister_that_hangs_is_cut_at_its_limit_and_the_servers_still_drain_and_stop()
    {
        scene.Run(Plain with
        {
            Servers = [scene.Server("s")],
            Registrar = scene.Registrar(unitEff, yieldFor(1.Hours)),
            DrainDelay = 3.Seconds,
        }, 1.Seconds);
        Assert.Equal(["1 Stopping", "11 Failed Deregister TIMED_OUT", "14 Closed s", "14 Stopped", "14 OnError TIMED_OUT"], scene.Diary.Skip(4));
        scene.Released("s");
    }

    [Fact]
    public void An_instance_says_who_it_is_and_where_it_really_listens()
    {
        ServiceInstance? told = null;
        var app = Plain with
        {
            Id = "7",
            Metadata = new Dictionary<string, string> { ["zone"] = "b" },
            Servers = [scene.Server("http"), scene.Server("grpc")],
            Registrar = scene.Registrar(),
        };
        app.Run(scene.Time.After(1.Seconds), scene.Time.Env).OfType<Lifecycle.Registered>().Subscribe(registered => told = registered.Instance);
        scene.Time.Start();
        Assert.Equal(
            new ServiceInstance("7", "shop", "v1")
            {
                Metadata = new Dictionary<string, string> { ["zone"] = "b" },
                Endpoints = [new("http://127.0.0.1:80/http"), new("http://127.0.0.1:80/grpc")],
            },
            told);
    }

    [Fact]
    public void Endpoints_that_cannot_be_advertised_end_the_start_before_anything_is_registered()
    {
        scene.Run(Plain with { Servers = [scene.Server("s")], Registrar = scene.Registrar(FailEff<Unit>(Scene.Bad("MUST_NOT_REGISTER"))), Advertise = Advertise.As("nowhere") });
        Assert.Equal(
            ["0 Starting", "0 Bound s", "0 Failed Advertise ENDPOINT_INVALID", "0 Stopping ENDPOINT_INVALID", "0 Closed s", "0 Stopped", "0 OnError ENDPOINT_INVALID"],
            scene.Diary);
        scene.Released("s");
    }

    [Fact]
    public void Two_servers_of_one_name_are_refused()
    {
        scene.Run(Plain with { Servers = [scene.Server("s"), scene.Server("s")] });
        Assert.Equal("APP_INVALID", scene.Failure!.Reason);
        Assert.Contains("'s'", scene.Failure.Message, StringComparison.Ordinal);
        scene.Released();
    }

    [Fact]
    public void Running_twice_is_two_runs_and_building_one_starts_nothing()
    {
        var app = Plain with { Servers = [scene.Server("s")] };
        var run = app.Run(scene.Time.After(1.Seconds), scene.Time.Env);
        Assert.Empty(scene.Stops);
        scene.Time.Run(run);
        scene.Time.Run(run);
        Assert.Equal(2, scene.Stops["s"]);
    }

    [Fact]
    public void Every_quarter_of_a_second_of_the_start_and_the_stop_may_be_the_last()
    {
        for (var at = 0; at <= 12_000; at += 250)
        {
            var one = new Scene();
            var run = one.Begin(
                Plain with
                {
                    Servers = [one.Server("http", 1.Seconds, yieldFor(1.Seconds)), one.Server("grpc", 2.Seconds, yieldFor(2.Seconds))],
                    Registrar = one.Registrar(yieldFor(1.Seconds), yieldFor(1.Seconds)),
                    BeforeStart = [yieldFor(1.Seconds)],
                    AfterStart = [yieldFor(1.Seconds)],
                },
                one.Time.After(at.Milliseconds));
            one.Time.Start();
            Assert.Equal(0, one.Open);
            Assert.All(one.Stops.Values, times => Assert.Equal(1, times));
            Assert.True(one.Completed, $"stopped at {at} ms: {string.Join(", ", one.Diary)}");
            run.Dispose();
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Without_a_limit_a_stop_may_take_as_long_as_it_takes(long limit)
    {
        var none = limit < 0 ? Timeout.InfiniteTimeSpan : new TimeSpan(limit);
        scene.Run(Plain with
        {
            StopTimeout = none,
            RegistrarTimeout = none,
            Registrar = scene.Registrar(unitEff, yieldFor(10.Seconds)),
            Servers = [scene.Server("s", stop: yieldFor(100.Seconds))],
            AfterStop = [yieldFor(100.Seconds), scene.Hook("after stop")],
        }, 1.Seconds);
        Assert.Equal(["1 Stopping", "11 Deregistered", "111 Closed s", "211 after stop", "211 Stopped", "211 OnCompleted"], scene.Diary.Skip(4));
        scene.Released("s");
    }

    [Fact]
    public void A_cancellation_on_the_way_down_that_nobody_asked_for_is_a_failure_like_any_other()
    {
        scene.Run(Plain with
        {
            Registrar = scene.Registrar(unitEff, FailEff<Unit>(Error.Cancelled)),
            Servers = [scene.Server("s", stop: FailEff<Unit>(Error.Cancelled))],
            AfterStop = [liftEff(() => throw new TaskCanceledException())],
        }, 1.Seconds);
        Assert.Equal(
            ["1 Stopping", "1 Failed Deregister CANCELLED", "1 Failed Stop s CANCELLED", "1 Closed s", "1 Failed AfterStop CANCELLED", "1 Stopped", "1 OnError CANCELLED"],
            scene.Diary.Skip(4));
        scene.Released("s");
    }

    [Fact]
    public void A_registrar_that_throws_before_it_gives_an_effect_fails_its_stage()
    {
        scene.Run(Plain with { Servers = [scene.Server("s")], Registrar = new Throwing() });
        Assert.Equal(
            ["0 Starting", "0 Bound s", "0 Failed Register PANIC", "0 Stopping PANIC", "0 Failed Deregister PANIC", "0 Closed s", "0 Stopped", "0 OnError PANIC"],
            scene.Diary);
        scene.Released("s");
    }

    [Fact]
    public void A_failure_that_belongs_to_no_stage_is_told_too()
    {
        scene.Run(Plain with { Servers = [scene.Server("s")], AfterStart = [null!] });
        Assert.Equal(["0 Starting", "0 Bound s", "0 Closed s", "0 Failed Run PANIC", "0 Stopping PANIC", "0 Stopped", "0 OnError PANIC"], scene.Diary);
        scene.Released("s");
    }

    sealed class Throwing : IRegistrar
    {
        public Eff<Unit> Register(ServiceInstance instance) => throw new InvalidOperationException("register");

        public Eff<Unit> Deregister(ServiceInstance instance) => throw new InvalidOperationException("deregister");
    }

    [Fact]
    public void A_server_that_faults_by_a_cancellation_of_its_own_fails_the_run()
    {
        scene.Run(Plain with { Servers = [scene.Server("s", faults: scene.Time.After(1.Seconds).SelectMany(_ => Observable.Throw<Error>(new OperationCanceledException())))] });
        Assert.Equal(["1 Failed Serve s CANCELLED", "1 Stopping CANCELLED", "1 Closed s", "1 Stopped", "1 OnError CANCELLED"], scene.Diary.Skip(3));
        scene.Released("s");
    }
}
