namespace Kratos.Reactive.Tests;

public sealed class AppTests
{
    readonly Scene scene = new();

    App Whole => new("shop", "v1")
    {
        Servers = [scene.Server("http", 1.Seconds, yieldFor(1.Seconds)), scene.Server("grpc", 2.Seconds, yieldFor(3.Seconds))],
        Registrar = scene.Registrar(yieldFor(1.Seconds), yieldFor(1.Seconds)),
        DrainDelay = 5.Seconds,
        BeforeStart = [scene.Hook("before start 1", 1.Seconds), scene.Hook("before start 2")],
        AfterStart = [scene.Hook("after start")],
        BeforeStop = [scene.Hook("before stop 1"), scene.Hook("before stop 2", 1.Seconds)],
        AfterStop = [scene.Hook("after stop 1"), scene.Hook("after stop 2")],
    };

    [Fact]
    public void Up_and_down_go_through_every_stage_at_its_instant()
    {
        scene.Run(Whole, 10.Seconds);
        Assert.Equal(
            ["0 Starting", "0 before start 1", "1 before start 2", "2 Bound http", "3 Bound grpc", "4 Registered", "4 after start", "4 Started",
             "10 Stopping", "10 before stop 1", "10 before stop 2", "12 Deregistered", "18 Closed http", "20 Closed grpc",
             "20 after stop 1", "20 after stop 2", "20 Stopped", "20 OnCompleted"],
            scene.Diary);
        scene.Released("http", "grpc");
    }

    [Fact]
    public void Completion_of_the_stop_signal_stops_too()
    {
        scene.Begin(new App("a", "v") { Servers = [scene.Server("s")] }, scene.Time.After(1.Seconds).IgnoreElements());
        scene.Time.Start();
        Assert.Equal(["0 Starting", "0 Bound s", "0 Started", "1 Stopping", "1 Closed s", "1 Stopped", "1 OnCompleted"], scene.Diary);
        scene.Released("s");
    }

    [Fact]
    public void A_stop_signal_that_fails_stops_and_is_reported()
    {
        scene.Begin(new App("a", "v") { Servers = [scene.Server("s")] }, scene.Time.After(1.Seconds).SelectMany(_ => Observable.Throw<Unit>(new ErrorException(Scene.Bad("EAR")))));
        scene.Time.Start();
        Assert.Equal(["0 Starting", "0 Bound s", "0 Started", "1 Failed Stop signal EAR", "1 Stopping EAR", "1 Closed s", "1 Stopped", "1 OnError EAR"], scene.Diary);
        scene.Released("s");
    }

    [Fact]
    public void Register_failing_takes_everything_down_and_is_the_cause()
    {
        scene.Run(Whole with { Registrar = scene.Registrar(yieldFor(1.Seconds) >> FailEff<Unit>(Error.Unavailable("REGISTRY", "down")), yieldFor(1.Seconds)) });
        Assert.Equal(
            ["3 Bound grpc", "4 Failed Register REGISTRY", "4 Stopping REGISTRY", "4 before stop 1", "4 before stop 2", "6 Deregistered", "7 Closed http", "9 Closed grpc",
             "9 after stop 1", "9 after stop 2", "9 Stopped", "9 OnError REGISTRY"],
            scene.Diary.Skip(4));
        Assert.Empty(scene.Failure!.Others);
        scene.Released("http", "grpc");
    }

    [Fact]
    public void Register_hanging_is_cut_at_its_limit_and_deregistered_all_the_same()
    {
        scene.Run(Whole with { Registrar = scene.Registrar(yieldFor(1.Hours), unitEff), BeforeStop = [], DrainDelay = 2.Seconds });
        Assert.Equal(
            ["13 Failed Register TIMED_OUT", "13 Stopping TIMED_OUT", "13 Deregistered", "16 Closed http", "18 Closed grpc",
             "18 after stop 1", "18 after stop 2", "18 Stopped", "18 OnError TIMED_OUT"],
            scene.Diary.Skip(5));
        scene.Released("http", "grpc");
    }

    [Fact]
    public void AfterStart_failing_deregisters_and_stops()
    {
        scene.Run(Whole with { AfterStart = [scene.Hook("after start", 0.Seconds, Scene.Bad("HOOK")), scene.Hook("never")] });
        Assert.Equal(
            ["4 Registered", "4 after start", "4 Failed AfterStart HOOK", "4 Stopping HOOK", "4 before stop 1", "4 before stop 2", "6 Deregistered", "12 Closed http", "14 Closed grpc",
             "14 after stop 1", "14 after stop 2", "14 Stopped", "14 OnError HOOK"],
            scene.Diary.Skip(5));
        scene.Released("http", "grpc");
    }

    [Fact]
    public void BeforeStart_failing_opens_no_socket()
    {
        scene.Run(Whole with { BeforeStart = [scene.Hook("one"), scene.Hook("two", 0.Seconds, Scene.Bad("HOOK")), scene.Hook("never")] });
        Assert.Equal(
            ["0 Starting", "0 one", "0 two", "0 Failed BeforeStart HOOK", "0 Stopping HOOK", "0 after stop 1", "0 after stop 2", "0 Stopped", "0 OnError HOOK"],
            scene.Diary);
        scene.Released();
    }

    [Fact]
    public void One_of_three_servers_that_cannot_bind_stops_the_others()
    {
        scene.Run(new App("a", "v")
        {
            Servers = [scene.Server("one", 1.Seconds, yieldFor(1.Seconds)), scene.Server("two", 2.Seconds, fails: Scene.Bad("PORT")), scene.Server("three", 1.Hours)],
            Registrar = scene.Registrar(FailEff<Unit>(Scene.Bad("MUST_NOT_REGISTER"))),
            BeforeStop = [scene.Hook("must not run")],
            AfterStop = [scene.Hook("after stop")],
        });
        Assert.Equal(["0 Starting", "1 Bound one", "2 Failed Start two PORT", "2 Stopping PORT", "3 Closed one", "3 after stop", "3 Stopped", "3 OnError PORT"], scene.Diary);
        scene.Released("one");
    }

    [Fact]
    public void A_server_that_faults_while_running_stops_the_app_in_order()
    {
        var app = Whole with { Servers = [scene.Server("http", faults: scene.Time.After(7.Seconds).Select(_ => Scene.Bad("ACCEPT"))), scene.Server("grpc")], BeforeStart = [] };
        scene.Run(app);
        Assert.Equal(
            ["1 Started", "7 Failed Serve http ACCEPT", "7 Stopping ACCEPT", "7 before stop 1", "7 before stop 2", "9 Deregistered", "14 Closed http", "14 Closed grpc",
             "14 after stop 1", "14 after stop 2", "14 Stopped", "14 OnError ACCEPT"],
            scene.Diary.Skip(5));
        scene.Released("http", "grpc");
    }

    [Fact]
    public void A_fault_while_Register_is_in_flight_is_the_first_cause()
    {
        var app = Whole with
        {
            Servers = [scene.Server("http", faults: scene.Time.After(2.Seconds).Select(_ => Scene.Bad("ACCEPT")))],
            Registrar = scene.Registrar(yieldFor(1.Hours)),
            BeforeStart = [],
            BeforeStop = [],
            DrainDelay = default,
        };
        scene.Run(app);
        Assert.Equal(
            ["0 Starting", "0 Bound http", "2 Failed Serve http ACCEPT", "2 Stopping ACCEPT", "2 Deregistered", "2 Closed http", "2 after stop 1", "2 after stop 2", "2 Stopped", "2 OnError ACCEPT"],
            scene.Diary);
        Assert.Empty(scene.Failure!.Others);
        scene.Released("http");
    }

    [Fact]
    public void The_parent_leaving_stops_gracefully()
    {
        using var parent = new CancellationTokenSource(10.Seconds, scene.Time.Env.Time);
        scene.Begin(Whole, Observable.Never<Unit>(), scene.Time.Env.With(parent.Token));
        scene.Time.Start();
        Assert.Equal(
            ["10 Stopping CANCELLED", "10 before stop 1", "10 before stop 2", "12 Deregistered", "18 Closed http", "20 Closed grpc", "20 after stop 1", "20 after stop 2", "20 Stopped", "20 OnCompleted"],
            scene.Diary.Skip(8));
        scene.Released("http", "grpc");
    }

    [Fact]
    public void A_stop_before_the_start_starts_nothing()
    {
        scene.Begin(Whole, Observable.Return(1));
        scene.Time.Start();
        Assert.Equal(["0 Starting", "0 Stopping", "0 Stopped", "0 OnCompleted"], scene.Diary);
        scene.Released();
    }

    [Theory]
    [InlineData(500, "0.5 Stopping|0.5 after stop 1|0.5 after stop 2|0.5 Stopped|0.5 OnCompleted")]
    [InlineData(1500, "1.5 Stopping|1.5 after stop 1|1.5 after stop 2|1.5 Stopped|1.5 OnCompleted")]
    [InlineData(2500, "2 Bound http|2.5 Stopping|3.5 Closed http|3.5 after stop 1|3.5 after stop 2|3.5 Stopped|3.5 OnCompleted")]
    [InlineData(3500, "2 Bound http|3 Bound grpc|3.5 Stopping|3.5 before stop 1|3.5 before stop 2|5.5 Deregistered|11.5 Closed http|13.5 Closed grpc|13.5 after stop 1|13.5 after stop 2|13.5 Stopped|13.5 OnCompleted")]
    public void A_stop_during_the_start_leaves_what_was_entered(int milliseconds, string rest)
    {
        scene.Run(Whole, milliseconds.Milliseconds);
        Assert.Equal(rest.Split('|'), scene.Diary.Where(line => !line.Contains("start", StringComparison.OrdinalIgnoreCase)));
        scene.Released(milliseconds > 3000 ? ["http", "grpc"] : milliseconds > 2000 ? ["http"] : []);
    }

    [Fact]
    public void A_second_stop_changes_nothing()
    {
        scene.Begin(Whole, scene.Time.After(10.Seconds).Merge(scene.Time.After(11.Seconds)).Concat(Observable.Never<Unit>()));
        scene.Time.Start();
        Assert.Equal(1, scene.Diary.Count(line => line.EndsWith("before stop 1", StringComparison.Ordinal)));
        Assert.Equal("20 OnCompleted", scene.Diary[^1]);
        scene.Released("http", "grpc");
    }

    [Fact]
    public void Every_failure_on_the_way_down_is_reported_and_everything_is_still_released()
    {
        scene.Run(Whole with
        {
            Servers = [scene.Server("http", stop: FailEff<Unit>(Scene.Bad("SERVER"))), scene.Server("grpc")],
            Registrar = scene.Registrar(unitEff, FailEff<Unit>(Scene.Bad("DEREGISTER"))),
            BeforeStart = [],
            BeforeStop = [scene.Hook("before stop", fails: Scene.Bad("BEFORE")), scene.Hook("still before stop")],
            AfterStop = [scene.Hook("after stop", fails: Scene.Bad("AFTER")), scene.Hook("still after stop")],
        }, 1.Seconds);
        Assert.Equal(
            ["1 Stopping", "1 before stop", "1 Failed BeforeStop BEFORE", "1 still before stop", "1 Failed Deregister DEREGISTER", "6 Failed Stop http SERVER", "6 Closed http", "6 Closed grpc",
             "6 after stop", "6 Failed AfterStop AFTER", "6 still after stop", "6 Stopped", "6 OnError BEFORE"],
            scene.Diary.Skip(6));
        Assert.Equal(["DEREGISTER", "SERVER", "AFTER"], scene.Failure!.Others.Select(other => other.Reason));
        scene.Released("http", "grpc");
    }

    [Fact]
    public void A_stop_that_hangs_is_told_at_the_limit_to_close_by_force()
    {
        scene.Run(new App("a", "v") { StopTimeout = 2.Seconds, Servers = [scene.Server("fast", stop: yieldFor(1.Seconds)), scene.Server("hangs", stop: yieldFor(1.Hours))] }, 1.Seconds);
        Assert.Equal(
            ["1 Stopping", "2 Closed fast", "3 Failed Stop hangs TIMED_OUT", "3 Closed hangs", "3 Stopped", "3 OnError TIMED_OUT"],
            scene.Diary.Skip(4));
        scene.Released("fast", "hangs");
    }

    [Fact]
    public void A_stop_that_ignores_even_its_token_is_left_behind_after_the_grace()
    {
        var never = new TaskCompletionSource();
        scene.Run(new App("a", "v") { StopTimeout = 2.Seconds, Servers = [scene.Server("deaf", stop: liftEff(_ => never.Task))] }, 1.Seconds);
        Assert.Equal(["1 Stopping", "8 Failed Stop deaf TIMED_OUT", "8 Closed deaf", "8 Stopped", "8 OnError TIMED_OUT"], scene.Diary.Skip(3));
    }

    [Fact]
    public void A_hook_that_hangs_on_the_way_down_is_cut_at_the_limit()
    {
        scene.Run(new App("a", "v") { StopTimeout = 2.Seconds, Servers = [scene.Server("s")], BeforeStop = [yieldFor(1.Hours)], AfterStop = [yieldFor(1.Hours)] }, 1.Seconds);
        Assert.Equal(["3 Failed BeforeStop TIMED_OUT", "3 Closed s", "5 Failed AfterStop TIMED_OUT", "5 Stopped", "5 OnError TIMED_OUT"], scene.Diary.Skip(4));
        scene.Released("s");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(2500)]
    [InlineData(3500)]
    [InlineData(6000)]
    [InlineData(11000)]
    [InlineData(15000)]
    [InlineData(18500)]
    public void Disposing_aborts_and_still_releases_at_once(int milliseconds)
    {
        var run = scene.Begin(Whole with { StopTimeout = 1.Hours }, scene.Time.After(10.Seconds));
        scene.Time.At(milliseconds.Milliseconds, run.Dispose);
        scene.Time.Start();
        Assert.Equal(0, scene.Open);
        Assert.All(scene.Stops.Values, times => Assert.Equal(1, times));
        Assert.DoesNotContain(scene.Diary, line => line.Contains("On", StringComparison.Ordinal));
    }

    [Fact]
    public void Disposing_while_running_ends_the_drain_and_forces_the_servers_at_once()
    {
        var gone = TimeSpan.Zero;
        var app = Whole with
        {
            StopTimeout = 1.Hours,
            Registrar = scene.Registrar(),
            Servers = [scene.Server("http", stop: yieldFor(30.Minutes).Finally(liftEff(() => { gone = scene.Time.Elapsed; })))],
            BeforeStop = [],
            DrainDelay = 1.Hours,
        };
        var run = scene.Begin(app, scene.Time.After(10.Seconds));
        scene.Time.At(20.Seconds, run.Dispose);
        scene.Time.Start();
        Assert.Equal(20.Seconds, gone);
        scene.Released("http");
    }

    [Fact]
    public void Each_run_has_an_id_of_its_own_unless_it_is_given()
    {
        var ids = new List<string>();
        var app = new App("a", "v") { AfterStart = [appInfo.Bind(info => liftEff(() => ids.Add(info.Id)))] };
        app.Run(Observable.Return(1).Delay(1.Seconds, scene.Time), scene.Time.Env).Merge(app.Run(scene.Time.After(1.Seconds), scene.Time.Env)).Subscribe(_ => { });
        (app with { Id = "mine" }).Run(scene.Time.After(1.Seconds), scene.Time.Env).Subscribe(_ => { });
        scene.Time.Start();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal("mine", ids[2]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", ids[0]);
    }

    [Theory]
    [InlineData(0, 30, 0, "RegistrarTimeout")]
    [InlineData(10, -5, 0, "StopTimeout")]
    [InlineData(10, 30, -1, "DrainDelay")]
    public void Settings_that_make_no_sense_end_the_start_and_are_named(int registrar, int stop, int drain, string field)
    {
        scene.Run(new App("a", "v") { RegistrarTimeout = registrar.Seconds, StopTimeout = stop.Seconds, DrainDelay = drain.Seconds, Servers = [scene.Server("s")] });
        Assert.Contains(field, scene.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(["0 Starting", "0 Failed Check APP_INVALID", "0 Stopping APP_INVALID", "0 Stopped", "0 OnError APP_INVALID"], scene.Diary);
    }

    [Fact]
    public void Options_are_applied_in_turn() =>
        Assert.Equal("b", new App("a", "v").With(app => app with { Id = "a" }, app => app with { Id = "b" }).Id);

    [Fact]
    public void An_observer_that_throws_aborts_the_run_and_is_told_to_the_unhandled_sink()
    {
        new App("a", "v") { Servers = [scene.Server("s")] }.Run(Observable.Never<Unit>(), scene.Time.Env)
            .Subscribe(what => { if (what is Lifecycle.Started) throw new InvalidOperationException("observer"); }, _ => { });
        scene.Time.Start();
        Assert.Equal(0, scene.Open);
        Assert.Equal("observer", Assert.Single(scene.Time.Unhandled).Cause!.Message);
    }
}
