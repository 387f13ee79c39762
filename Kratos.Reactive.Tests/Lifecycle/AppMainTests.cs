using System.Reactive.Subjects;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

public sealed class AppMainTests
{
    readonly Scene scene = new();
    readonly CapturedLog log = new();

    [Fact]
    public async Task A_clean_stop_returns_0_and_every_event_is_logged()
    {
        var exit = new App("a", "v") { Servers = [scene.Server("http")] }.Main(scene.Time.After(1.Seconds), log, scene.Time.Env);
        scene.Time.Start();
        Assert.Equal(0, await exit);
        Assert.Equal(["starting", "http listens on http://127.0.0.1/http", "started", "stopping", "http closed", "stopped"], log.At(LogLevel.Information));
        Assert.Empty(log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_failure_returns_1_and_is_logged_with_its_cause()
    {
        var cause = new IOException("the wire is cut");
        var exit = new App("a", "v") { BeforeStart = [liftEff(() => throw cause)] }.Main(Observable.Never<Unit>(), log, scene.Time.Env);
        Assert.Equal(1, await exit);
        Assert.Same(cause, Assert.Single(log.Lines, line => line.Level == LogLevel.Error).Cause);
    }

    [Fact]
    public async Task A_second_signal_aborts_at_once_and_returns_1()
    {
        var signals = new Subject<int>();
        var app = new App("a", "v") { StopTimeout = 1.Hours, Servers = [scene.Server("http", stop: yieldFor(30.Minutes))] };
        var exit = app.Main(signals, log, scene.Time.Env);
        signals.OnNext(1);
        Assert.False(exit.IsCompleted);
        scene.Time.AdvanceBy(5.Seconds);
        Assert.Equal(1, scene.Open);
        signals.OnNext(2);
        Assert.Equal(1, await exit);
        Assert.Equal(0, scene.Open);
        Assert.Equal(5.Seconds, scene.Time.Elapsed);
        Assert.Contains("told to stop again: aborting", log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task Work_that_was_cut_off_and_fails_afterwards_is_logged()
    {
        var late = yieldFor(1.Hours).Finally(FailEff<Unit>(Error.Internal("LATE", "late"))).Timeout(1.Seconds).IfFail(_ => Unit.Default);
        var exit = new App("a", "v") { AfterStart = [late] }.Main(scene.Time.After(10.Seconds), log, scene.Time.Env);
        scene.Time.Start();
        Assert.Equal(0, await exit);
        Assert.Contains("LATE", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_that_fail_are_logged_as_the_reason_of_the_exit()
    {
        var exit = new App("a", "v").Main(Observable.Throw<Unit>(new ErrorException(Scene.Bad("EAR"))), log, scene.Time.Env);
        Assert.Equal(1, await exit);
        Assert.Contains("EAR", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_second_signal_what_ignores_its_token_is_left_behind()
    {
        var (signals, never) = (new Subject<int>(), new TaskCompletionSource());
        var exit = new App("a", "v") { BeforeStart = [liftEff(_ => never.Task)] }.Main(signals, log, scene.Time.Env);
        signals.OnNext(1);
        scene.Time.AdvanceBy(1.Hours);
        signals.OnNext(2);
        scene.Time.AdvanceBy(5.Seconds - 1.Milliseconds);
        Assert.False(exit.IsCompleted);
        Assert.Empty(log.At(LogLevel.Error));
        scene.Time.AdvanceBy(1.Milliseconds);
        Assert.Equal(1, await exit.WaitAsync(1.Minutes, TestContext.Current.CancellationToken));
        Assert.Contains("LEFT_BEHIND", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
        never.SetException(new ErrorException(Scene.Bad("LATE")));
        Assert.Contains("LATE", log.At(LogLevel.Error)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_does_not_cut_deregistering()
    {
        var signals = new Subject<int>();
        var exit = new App("a", "v") { Registrar = scene.Registrar(unitEff, yieldFor(3.Seconds)) }.Main(signals, log, scene.Time.Env);
        signals.OnNext(1);
        signals.OnNext(2);
        Assert.DoesNotContain(log.At(LogLevel.Information), line => line.StartsWith("deregistered", StringComparison.Ordinal));
        scene.Time.Start();
        Assert.Equal(1, await exit);
        Assert.Contains(log.At(LogLevel.Information), line => line.StartsWith("deregistered", StringComparison.Ordinal));
        Assert.Equal(3.Seconds, scene.Time.Elapsed);
    }

    [Fact]
    public async Task After_a_second_signal_deregistering_still_has_its_limit()
    {
        var signals = new Subject<int>();
        var app = new App("a", "v") { Registrar = scene.Registrar(unitEff, liftEff(_ => new TaskCompletionSource().Task)), Servers = [scene.Server("http")] };
        var exit = app.Main(signals, log, scene.Time.Env);
        signals.OnNext(1);
        signals.OnNext(2);
        scene.Time.Start();
        Assert.Equal(1, await exit);
        Assert.Equal(10.Seconds, scene.Time.Elapsed);
        scene.Released("http");
    }
}
