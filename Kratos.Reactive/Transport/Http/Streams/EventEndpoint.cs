using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Answers calls of one message and many replies, at one rule.</summary>
sealed class EventEndpoint(Method method, RouteTemplate template, BodyBinder binder, ReplyWriter output, HttpServing serving)
{
    internal Task Answer(HttpContext context) => EventFormat.Choose(context.Request.Headers.Accept) is { } format
        ? new EventStream(context, method, HttpMessage.Of(context, binder, template, serving.Options), format, output, CodecOf(format, context), serving).RunAsync()
        : HttpReply.Fail(context, serving, Headers.Empty, EventFormat.NotAcceptable);

    // Who takes events, and XML, is sent events with XML in them. Formats that are no text cannot be in any.
    Codec CodecOf(EventFormat format, HttpContext context) =>
        format.TakesText && output.Offer.OfReply(context.Request.Headers.Accept) is { Codec: { Coding: JsonCoding or NotationCoding } asked } ? asked : Codec.Json;
}
