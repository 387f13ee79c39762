using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bench;

/// <summary>The bare wire: the same answers by hand on Kestrel, with nothing around them. No deadline, no cancellation, no limits, no errors: what cannot be undercut.</summary>
static class WireServer
{
    internal static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        app.Run(Answer);
        await app.StartAsync();
        return app;
    }

    static Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        return context.Request.Path.Value switch
        {
            "/bench.v1.Measured/Say" => Say(context),
            "/bench.v1.Measured/SayLater" => SayLater(context),
            "/bench.v1.Measured/Count" => Count(context),
            _ => Talk(context),
        };
    }

    static async Task Say(HttpContext context)
    {
        if (await Read(context) is { } ask) Write(context, MeasuredServer.Tell(ask));
        End(context);
    }

    static async Task SayLater(HttpContext context)
    {
        var ask = await Read(context);
        await Task.Yield();
        if (ask is not null) Write(context, MeasuredServer.Tell(ask));
        End(context);
    }

    static async Task Count(HttpContext context)
    {
        var ask = await Read(context) ?? new Ask();
        var body = MeasuredServer.BodyOf(ask);
        for (var i = 0; i < ask.Count; i++)
        {
            Write(context, new Told { Text = ask.Name, Body = body });
            await context.Response.BodyWriter.FlushAsync();
        }

        End(context);
    }

    static async Task Talk(HttpContext context)
    {
        await context.Response.BodyWriter.FlushAsync();
        while (await Read(context) is { } ask)
        {
            Write(context, MeasuredServer.Tell(ask));
            await context.Response.BodyWriter.FlushAsync();
        }

        End(context);
    }

    static async ValueTask<Ask?> Read(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync();
            if (Wire.Whole(read.Buffer, out var message))
            {
                var ask = Ask.Parser.ParseFrom(message);
                body.AdvanceTo(message.End);
                return ask;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    static void Write(HttpContext context, Told told) => Wire.Frame(told, context.Response.BodyWriter);

    static void End(HttpContext context) => context.Response.AppendTrailer("grpc-status", "0");
}
