using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Answers what no rule is for: 404, 405 with <c>Allow</c>, and <c>OPTIONS</c> of a known path with 204 and <c>Allow</c>.</summary>
sealed class Unrouted(HttpServing serving, RequestDelegate? fallback)
{
    static readonly Error NotFound = Error.NotFound("NOT_FOUND", "there is nothing at this path");
    static readonly Error NotAllowed = new(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "this path is not for this method; see the header field Allow");

    internal Task Answer(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method) && context.Features.Get<IHttpRequestFeature>()?.RawTarget == "*" ? Alive(context)
        : context.GetEndpoint() is { RequestDelegate: { } refused } ? Refuse(context, refused)
        : fallback is not null ? fallback(context)
        : HttpReply.Fail(context, serving, Headers.Empty, NotFound);

    // OPTIONS * asks about the server, not a path (RFC 9110 9.3.7).
    static Task Alive(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // The path is known: the endpoint that routing puts here knows which verbs it has.
    async Task Refuse(HttpContext context, RequestDelegate refused)
    {
        await refused(context).ConfigureAwait(false);
        if (context.Response.StatusCode != StatusCodes.Status405MethodNotAllowed) return;        // another refusal of ASP.NET's own: 415, of an endpoint of somebody's
        await Refuse(context, serving, context.Response.Headers.Allow.ToString()).ConfigureAwait(false);
    }

    /// <summary>405 with the verbs that there are, or, to who asks which there are, 204 with them.</summary>
    internal static Task Refuse(HttpContext context, HttpServing serving, string verbs)
    {
        var allow = $"{verbs}, {HttpMethods.Options}";
        if (!HttpMethods.IsOptions(context.Request.Method)) return HttpReply.Fail(context, serving, Headers.Empty.Add(HeaderNames.Allow, allow), NotAllowed);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = allow;
        return Task.CompletedTask;
    }
}
