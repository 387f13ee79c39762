using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>The double on a port of this machine, on the real clock.</summary>
sealed class KubernetesServer : IAsyncDisposable
{
    readonly WebApplication app;

    KubernetesServer(WebApplication app) => this.app = app;

    internal KubernetesDouble Double { get; } = new(Env.System);

    internal string Address => app.Urls.First();

    internal int Port => new Uri(Address).Port;

    internal static async Task<KubernetesServer> Start(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => { if (certificate is not null) listen.UseHttps(certificate); }));
        builder.Logging.ClearProviders();
        var server = new KubernetesServer(builder.Build());
        server.app.Run(server.Answer);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Double.End();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    async Task Answer(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var answer = Double.Answer(context.Request.Method, context.Request.Path, context.Request.Query.ToDictionary(static one => one.Key, static one => $"{one.Value}"), context.Request.Headers.Authorization, body);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.Lines is null)
        {
            await context.Response.WriteAsync(answer.Body!, context.RequestAborted);
            return;
        }

        using (answer.Left)
        {
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            // Not on the thread of whoever tells, who holds the double.
            await Task.Yield();
            await answer.Lines.CopyToAsync(context.Response.BodyWriter, context.RequestAborted);
        }
    }
}
