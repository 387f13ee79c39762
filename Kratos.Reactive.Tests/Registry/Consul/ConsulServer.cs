using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>The double on a port of this machine, on the real clock.</summary>
sealed class ConsulServer : IAsyncDisposable
{
    readonly WebApplication app;

    ConsulServer(WebApplication app) => this.app = app;

    internal ConsulDouble Double { get; } = new(Env.System);

    internal int Port => new Uri(app.Urls.First()).Port;

    internal static async Task<ConsulServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new ConsulServer(builder.Build());
        server.app.Run(server.Answer);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        Double.Dispose();
    }

    async Task Answer(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        // As it was sent: an escaped slash is none between parts.
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var answer = await Double.Answer(context.Request.Method, path, context.Request.Query.ToDictionary(static one => one.Key, static one => $"{one.Value}"), body, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Body.StartsWith('{') || answer.Body.StartsWith('[') || answer.Body.StartsWith('"') ? "application/json" : "text/plain";
        if (answer.Index is { } index) context.Response.Headers["X-Consul-Index"] = $"{index}";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
