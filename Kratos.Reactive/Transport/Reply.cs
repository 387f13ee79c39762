namespace Kratos.Reactive;

/// <summary>What a handler answers.</summary>
/// <param name="Message">The message; <c>Unit</c> when there is none.</param>
public sealed partial record Reply(object Message)
{
    /// <summary>The name of the field that is a reply's place in its stream: what a caller who lost the stream sends, to go on behind it. See <see cref="WithEventId"/>.</summary>
    public const string EventId = "Last-Event-ID";

    /// <summary>A reply without a message.</summary>
    public static Reply Empty { get; } = new(Unit.Default);

    /// <summary>Header fields for the caller, in place of any of the same name that the <see cref="Call"/> has.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>Fields that follow the message. A caller that cannot be sent any (HTTP/1.0, <c>HEAD</c>, and a stream over HTTP/1.1) gets none.</summary>
    public Headers Trailers { get; init; } = Headers.Empty;

    /// <summary>The status over HTTP, from 200 to 399; null for that of the call (<see cref="Call.SetStatus"/>), else of the rule (<see cref="HttpRule.Status"/>). gRPC has one status for all that is good, and refuses a redirect: 501 <c>NOT_OVER_GRPC</c>.</summary>
    public int? Status { get; init; }

    /// <summary>The same reply with its place in its stream, which an event stream of HTTP sends as the event's id. The next request of a browser that lost the stream has the last one in its header field <see cref="EventId"/>:
    /// <c>call.RequestHeaders.Find(Reply.EventId)</c>.</summary>
    /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: see <see cref="Headers.Check"/>.</exception>
    public Reply WithEventId(string id) => this with { Headers = Headers.Set(EventId, id) };
}
