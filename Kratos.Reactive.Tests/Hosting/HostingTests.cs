using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

public sealed class HostingTests
{
    readonly Scene scene = new();
    readonly CapturedLog log = new();

    IHost Host(Func<IServiceProvider, App> app, Action<IServiceCollection>? more = null, Env? env = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(log);
        builder.Services.AddApp(app, env ?? scene.Time.Env);
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    [Fact]
    public async Task The_host_is_started_when_the_app_is_and_stopped_when_the_app_is()
    {
        using var host = Host(_ => new App("a", "v") { Servers = [scene.Server("http", 2.Seconds, yieldFor(3.Seconds))] });
        var start = host.StartAsync(TestContext.Current.CancellationToken);
        scene.Time.AdvanceBy(1.Seconds);
        Assert.False(start.IsCompleted);
        scene.Time.AdvanceBy(1.Seconds);
        await start;
        Assert.Equal(1, scene.Open);
        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        scene.Time.AdvanceBy(2.Seconds);
        Assert.False(stop.IsCompleted);
        scene.Time.AdvanceBy(1.Seconds);
        await stop;
        scene.Released("http");
    }

    [Fact]
    public async Task A_start_that_fails_fails_the_start_of_the_host()
    {
        using var host = Host(_ => new App("a", "v") { Servers = [scene.Server("http", fails: Error.Internal("PORT", "taken"))] });
        var thrown = await Assert.ThrowsAsync<ErrorException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("PORT", thrown.Error.Reason);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_app_that_faults_stops_the_host_with_exit_code_1()
    {
        var before = Environment.ExitCode;
        using var host = Host(_ => new App("a", "v") { Servers = [scene.Server("http", faults: scene.Time.After(5.Seconds).Select(_ => Error.Internal("ACCEPT", "died")))] });
        await host.StartAsync(TestContext.Current.CancellationToken);
        scene.Time.AdvanceBy(5.Seconds);
        Assert.True(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = before;
        await host.StopAsync(TestContext.Current.CancellationToken);
        scene.Released("http");
    }

    [Fact]
    public async Task An_app_that_ends_by_itself_stops_the_host_and_that_is_no_failure()
    {
        var before = Environment.ExitCode;
        using var left = new CancellationTokenSource();
        using var host = Host(_ => new App("a", "v") { Servers = [scene.Server("http")] }, env: scene.Time.Env.With(left.Token));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await left.CancelAsync();
        Assert.True(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(before, Environment.ExitCode);
        await host.StopAsync(TestContext.Current.CancellationToken);
        scene.Released("http");
    }

    [Fact]
    public async Task The_hosts_patience_running_out_forces_the_app_to_close()
    {
        using var host = Host(_ => new App("a", "v") { StopTimeout = 1.Hours, Servers = [scene.Server("http", stop: yieldFor(30.Minutes))] });
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource();
        var stop = host.StopAsync(patience.Token);
        Assert.Equal(1, scene.Open);
        await patience.CancelAsync();
        await stop;
        scene.Released("http");
    }

    [Fact]
    public async Task A_start_of_the_host_that_is_given_up_is_that_of_the_app()
    {
        using var host = Host(_ => new App("a", "v") { Servers = [scene.Server("fast"), scene.Server("slow", 1.Hours)] });
        using var patience = new CancellationTokenSource();
        var start = host.StartAsync(patience.Token);
        Assert.Equal(1, scene.Open);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(1.Minutes, TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.Zero, scene.Time.Elapsed);
        scene.Released("fast");
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_a_stop_leaves_nothing_open()
    {
        using (var host = Host(_ => new App("a", "v") { Servers = [scene.Server("http", stop: yieldFor(30.Minutes))] }))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, scene.Open);
        }

        scene.Released("http");
    }

    [Fact]
    public async Task Effects_use_the_container_and_a_scope_of_their_own()
    {
        var seen = new List<Scoped>();
        var use = scoped(from one in service<Scoped>() from two in service<Scoped>() from _ in liftEff(() => seen.AddRange([one, two])) select _);
        using var host = Host(_ => new App("a", "v") { AfterStart = [use, use] }, services => services.AddScoped<Scoped>());
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, seen.Count);
        Assert.Same(seen[0], seen[1]);
        Assert.NotSame(seen[0], seen[2]);
        Assert.All(seen, one => Assert.True(one.Disposed));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_service_that_is_not_registered_is_named()
    {
        using var host = Host(_ => new App("a", "v") { AfterStart = [service<Scoped>().Map(_ => Unit.Default)] });
        var thrown = await Assert.ThrowsAsync<ErrorException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("SERVICE_MISSING", thrown.Error.Reason);
        Assert.Contains(nameof(Scoped), thrown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_host_there_is_no_container() => Assert.Equal("NOT_IN_ENV", scene.Time.Run(service<Scoped>()).Error.Reason);

    sealed class Scoped : IDisposable
    {
        internal bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    [Fact]
    public async Task A_server_that_ignores_its_token_does_not_keep_the_host()
    {
        using var host = Host(_ => new App("a", "v") { StopTimeout = 1.Hours, Servers = [scene.Server("http", stop: liftEff(_ => new TaskCompletionSource().Task))] });
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource();
        var stop = host.StopAsync(patience.Token);
        await patience.CancelAsync();
        scene.Time.AdvanceBy(5.Seconds);
        await stop.WaitAsync(1.Minutes, TestContext.Current.CancellationToken);
        Assert.Contains("LEFT_BEHIND", log.At(LogLevel.Error)[^1], StringComparison.Ordinal);
    }
}
