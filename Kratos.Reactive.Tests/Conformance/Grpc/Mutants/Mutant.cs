using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kratos.Reactive.Tests;

/// <summary>A server with one fault, which the standard interop cases do not notice: our own behind a proxy that spoils one thing.</summary>
sealed class Mutant : IAsyncDisposable
{
    readonly WebApplication app;
    readonly HttpMessageInvoker onward = new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        UseCookies = false,
        UseProxy = false,
    });

    Mutant(WebApplication app) => this.app = app;

    internal Uri Uri => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <param name="server">The server behind it.</param>
    /// <param name="before">Spoils the request, or answers it (then it says true).</param>
    /// <param name="after">Spoils the answer, before it is begun.</param>
    internal static async Task<Mutant> Of(Uri server, Func<HttpContext, bool>? before = null, Action<HttpResponseMessage, HttpContext>? after = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var mutant = new Mutant(app);
        app.Run(context => before?.Invoke(context) == true ? Task.CompletedTask : mutant.Forward(new UriBuilder("http", "127.0.0.1", server.Port).Uri, context, after));
        await app.StartAsync();
        return mutant;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(true));
        await app.DisposeAsync();
        onward.Dispose();
    }

    async Task Forward(Uri server, HttpContext context, Action<HttpResponseMessage, HttpContext>? after)
    {
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(server, context.Request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
            if (name is not ("Host" or "Content-Length") && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

        using var answer = await onward.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)) context.Response.Headers[name] = values.ToArray();
        context.Response.Headers.Remove("Content-Length");
        after?.Invoke(answer, context);
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        foreach (var (name, values) in answer.TrailingHeaders.NonValidated) context.Response.AppendTrailer(name, values.ToArray());
    }
}
