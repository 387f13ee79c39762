using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>gRPC for browsers, which cannot read trailers: they come as a last message in the body, and all of it as base64 if the caller wants text. Source: grpc/grpc doc/PROTOCOL-WEB.md.</summary>
sealed class GrpcWeb(GrpcOptions options)
{
    readonly HashSet<string> origins = new(options.WebOrigins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a browser asks if it may call (CORS).</summary>
    internal static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Answers that: 204, or 403 for an origin that may not.</summary>
    internal Task Preflight(HttpContext context)
    {
        var fields = context.Response.Headers;
        context.Response.StatusCode = Allow(context) ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden;
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden) return Task.CompletedTask;
        fields.AccessControlAllowMethods = HttpMethods.Post;
        fields.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        fields.AccessControlMaxAge = "7200";
        return Task.CompletedTask;
    }

    /// <summary>Answers a call: to what is behind <paramref name="call"/> it looks like one over HTTP/2.</summary>
    internal async Task Answer(HttpContext context, GrpcContentType kind, Func<HttpContext, Task> call)
    {
        var allowed = Allow(context);
        context.Response.OnStarting(() => Start(context.Response.Headers, kind, allowed));
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var answer = new WebAnswer(inner, kind.IsText ? new WebTextWriter(inner.Writer) : inner.Writer);
        context.Features.Set<IHttpResponseBodyFeature>(answer);
        context.Features.Set<IHttpResponseTrailersFeature>(answer);
        var body = new WebBody(context);
        if (!kind.IsText)
        {
            context.Features.Set<IRequestBodyPipeFeature>(body);
            await call(context).ConfigureAwait(false);
            await answer.CompleteAsync().ConfigureAwait(false);
            return;
        }

        var text = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var decoding = WebText.Decode(body, text.Writer);
        context.Features.Set<IRequestBodyPipeFeature>(new Decoded(text.Reader));
        await call(context).ConfigureAwait(false);
        await answer.CompleteAsync().ConfigureAwait(false);
        await text.Reader.CompleteAsync().ConfigureAwait(false);
        if (!decoding.IsCompleted) body.TryStop();
        await decoding.ConfigureAwait(false);
    }

    static Task Start(IHeaderDictionary fields, GrpcContentType kind, bool allowed)
    {
        fields.ContentType = kind.IsText ? "application/grpc-web-text+proto" : "application/grpc-web+proto";
        if (allowed) fields.AccessControlExposeHeaders = string.Join(',', fields.Keys.Where(static name => !name.StartsWith("access-control-", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));
        return Task.CompletedTask;
    }

    // A caller from the same origin needs no permission.
    bool Allow(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !(origins.Contains("*") || origins.Contains(origin))) return false;
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.Vary = "Origin";
        return true;
    }

    sealed class Decoded(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
