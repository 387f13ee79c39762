using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bench;

/// <summary>A bare minimal API of ASP.NET Core that answers what our services do.</summary>
static class BareApi
{
    internal static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/helloworld/{name}", static (string name) => new Reply($"Hello {name}"));
        app.MapPost("/helloworld", static (Request request) => new Reply($"Hello {request.Name}"));
        app.MapPost("/text", static (LongText text) => new Size(text.Text.Length));
        app.MapGet("/text/{characters}", static (int characters) => new LongText(BodiesServer.LongText));
        app.MapPost("/raw", static async (Stream body) => new Size((await ReadAsync(body)).Length));
        app.MapGet("/raw/{characters}", static (int characters) => Results.Bytes(BodiesServer.ManyBytes, "application/octet-stream"));
        app.MapGet("/listen", static (CancellationToken left) => TypedResults.ServerSentEvents(Listen(left), "message"));
        await app.StartAsync();
        return app;
    }

    static async Task<byte[]> ReadAsync(Stream body)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all);
        return all.ToArray();
    }

    static async IAsyncEnumerable<Size> Listen([EnumeratorCancellation] CancellationToken left)
    {
        yield return new Size(1);
        await new TaskCompletionSource().Task.WaitAsync(left);
    }

    sealed record Request(string Name);

    sealed record Reply(string Message);

    sealed record LongText(string Text);

    sealed record Size(int Characters);
}
