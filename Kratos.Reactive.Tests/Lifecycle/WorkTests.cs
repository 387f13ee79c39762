namespace Kratos.Reactive.Tests;

/// <summary>Servers that are one effect, in an app.</summary>
public sealed class WorkTests
{
    readonly Scene scene = new();

    App With(Eff<Unit> work) => new("shop", "v1") { StopTimeout = 10.Seconds, Servers = [Server.Of("work", work), scene.Server("http")] };

    Eff<Unit> Note(string what) => liftEff(() => scene.Note(what));

    [Fact]
    public void It_works_as_long_as_the_app_does_and_is_waited_for()
    {
        scene.Run(With((Note("tick").Repeat(Schedule.Spaced(2.Seconds))).Finally(Note("last") >> yieldFor(3.Seconds))), 5.Seconds);
        Assert.Equal(
            ["0 Starting", "0 tick", "0 Bound work", "0 Bound http", "0 Started", "2 tick", "4 tick", "5 Stopping", "5 last", "5 Closed http", "8 Closed work", "8 Stopped", "8 OnCompleted"],
            scene.Diary);
        scene.Released("http");
    }

    [Fact]
    public void Its_failure_is_a_fault_that_stops_the_app_and_is_told_once()
    {
        scene.Run(With(yieldFor(2.Seconds) >> FailEff<Unit>(Scene.Bad("QUEUE"))));
        Assert.Equal(["2 Failed Serve work QUEUE", "2 Stopping QUEUE", "2 Closed work", "2 Closed http", "2 Stopped", "2 OnError QUEUE"], scene.Diary.Skip(4));
        Assert.Empty(scene.Failure!.Others);
        scene.Released("http");
    }

    [Fact]
    public void A_failure_in_its_first_step_ends_the_start()
    {
        scene.Run(With(FailEff<Unit>(Scene.Bad("QUEUE"))));
        Assert.Equal("QUEUE", scene.Failure!.Reason);
        Assert.Contains("0 Failed Serve work QUEUE", scene.Diary);
        Assert.DoesNotContain("0 Started", scene.Diary);
        scene.Released([.. scene.Stops.Keys]);
    }

    [Fact]
    public void When_it_just_ends_the_app_goes_on()
    {
        scene.Run(With(yieldFor(1.Seconds)), 5.Seconds);
        Assert.Equal(["0 Started", "5 Stopping", "5 Closed work", "5 Closed http", "5 Stopped", "5 OnCompleted"], scene.Diary.Skip(3));
    }

    [Fact]
    public void What_it_fails_with_while_it_stops_is_the_failure_of_the_stop()
    {
        scene.Run(With(yieldFor(1.Hours).Finally(FailEff<Unit>(Scene.Bad("COMMIT")))), 5.Seconds);
        Assert.Equal(["5 Failed Stop work COMMIT", "5 Closed work", "5 Closed http", "5 Stopped", "5 OnError COMMIT"], scene.Diary.Skip(5));
        scene.Released("http");
    }

    [Fact]
    public void One_that_ignores_its_token_is_cut_at_the_limit_and_what_it_fails_with_afterwards_is_not_lost()
    {
        var late = new TaskCompletionSource();
        scene.Run(With(liftEff(_ => late.Task)), 5.Seconds);
        Assert.Equal(["5 Stopping", "5 Closed http", "15 Failed Stop work TIMED_OUT", "15 Closed work", "15 Stopped", "15 OnError TIMED_OUT"], scene.Diary.Skip(4));
        Assert.Empty(scene.Time.Unhandled);
        late.SetException(new ErrorException(Scene.Bad("LATE")));
        Assert.Equal("LATE", Assert.Single(scene.Time.Unhandled).Reason);
    }

    [Fact]
    public void It_sees_which_app_it_is_in()
    {
        var name = "";
        scene.Run(With(appInfo.Bind(app => liftEff(() => { name = app.Name; }))), 1.Seconds);
        Assert.Equal("shop", name);
    }

    [Fact]
    public void A_fork_made_by_the_start_of_a_server_of_parts_ends_with_the_start()
    {
        var parts = Server.Of("parts", fork(Note("tick").Repeat(Schedule.Spaced(2.Seconds))), loop => loop.Cancel);
        scene.Run(new App("shop", "v1") { Servers = [parts] }, 5.Seconds);
        Assert.Equal(["0 Starting", "0 tick", "0 Bound parts", "0 Started", "5 Stopping", "5 Closed parts", "5 Stopped", "5 OnCompleted"], scene.Diary);
    }
}
