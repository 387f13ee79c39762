using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>Answers calls of many messages and one reply, at one rule: the messages are the lines of a body, each JSON.</summary>
sealed class LineEndpoint(Method method, RouteTemplate template, BodyBinder binder, ReplyWriter output, HttpServing serving)
{
    internal static readonly IReadOnlyList<string> Types = ["application/x-ndjson", "application/jsonl", "application/json-lines"];

    internal Task Answer(HttpContext context)
    {
        if (output.TypeFor(context.Request.Headers.Accept) is not { } type) return Refuse(context, Headers.Empty, output.NotAcceptable(context.Request));
        if (Unknown(context) is { } unknown) return Refuse(context, ContentType.Hint(unknown, string.Join(", ", Types)), unknown);
        var source = new BindingSource(RawSegments.Of(context, template), context.Request.QueryString.Value ?? "", "");
        return new LineStream(context, method, binder, source, output, type, serving).RunAsync();
    }

    // What is not read cannot be told from the next request.
    Task Refuse(HttpContext context, Headers headers, Error error)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return HttpReply.Fail(context, serving, headers, error);
    }

    // Without a body there is nothing to be of a type.
    Error? Unknown(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return null;
        if (binder.TakesRaw) return ContentType.Refused("the messages are bytes, which no line is", context.Request.ContentType ?? "", "them through a WebSocket");
        return ContentType.CheckLines(context.Request.Headers, Types);
    }
}
