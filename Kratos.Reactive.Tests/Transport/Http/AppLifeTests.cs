using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>How services in an app of somebody's begin and end with it.</summary>
public sealed class AppLifeTests
{
    readonly CapturedLog log = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    async Task<WebApplication> Start(Action<WebApplication> map, Action<HostOptions>? host = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting().Configure(host ?? (static _ => { })).AddLogging(logging => logging.AddProvider(log));
        var app = builder.Build();
        map(app);
        await app.StartAsync(Token);
        return app;
    }

    [Fact]
    public async Task A_rule_that_is_wrong_behind_a_prefix_stops_the_app_when_it_has_started()
    {
        await using var app = await Start(static app => app.MapGroup("/{tenant}").MapService(Hello.Service));
        await app.WaitForShutdownAsync(Token);
        Assert.Contains("BAD_RULE", Assert.Single(log.At(LogLevel.Critical)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_whose_variable_the_message_has_is_right()
    {
        await using var app = await Start(static app => app.MapGroup("/{name}").MapService(new Service("x.Named").Unary<HelloRequest, HelloReply>("Get", static asked => SuccessEff(new HelloReply(asked.Name)), HttpRule.Get("/get"))));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("""{"message":"ada"}""", await client.GetStringAsync("/ada/get", Token));
        Assert.Empty(log.At(LogLevel.Critical));
    }

    [Fact]
    public async Task Failures_are_in_the_log_of_the_app()
    {
        await using var app = await Start(static app => app.MapService(Hello.Service));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        using var reply = await client.GetAsync("/helloworld/panic", Token);
        Assert.Contains("PANIC", Assert.Single(log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_that_do_not_end_when_they_are_told_are_ended_in_why_a_second_before_the_app_is()
    {
        var ticks = new Service("x.Ticks").ServerStream<Unit, int>("Do", static (_, _) => Observable.Return(1).Concat(Observable.Never<int>()), HttpRule.Get("/ticks"));
        await using var app = await Start(app => app.MapService(ticks), static host => host.ShutdownTimeout = 2.Seconds);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        using var reply = await client.GetAsync("/ticks", HttpCompletionOption.ResponseHeadersRead, Token);
        var body = reply.Content.ReadAsStringAsync(Token);
        await app.StopAsync(Token);
        Assert.Contains("event: error\ndata: {\"code\":503,\"reason\":\"SERVER_STOPPED\"", await body, StringComparison.Ordinal);
    }
}
