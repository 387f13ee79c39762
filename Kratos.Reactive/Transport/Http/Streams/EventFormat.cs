using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>How the replies of a stream stand in a body.</summary>
abstract class EventFormat
{
    static readonly IReadOnlyList<EventFormat> Known = [new ServerSentEvents(), new JsonLines("application/x-ndjson"), new JsonLines("application/jsonl"), new JsonLines("application/json-lines")];

    internal abstract string ContentType { get; }

    /// <summary>True when any text can be a message: that of a <c>google.api.HttpBody</c> is taken as it is.</summary>
    internal virtual bool TakesText => false;

    /// <summary>406: none of what the caller accepts.</summary>
    internal static Error NotAcceptable { get; } = new(406, "NOT_ACCEPTABLE", "this stream is sent as text/event-stream, application/x-ndjson or application/jsonl, and none of them is accepted");

    /// <summary>The format that the caller likes best, the first of those it likes as well; null when it accepts none. A field that cannot be read says nothing.</summary>
    internal static EventFormat? Choose(StringValues accept)
    {
        var ranges = FieldList.MediaRanges(accept);
        if (ranges.Count == 0) return Known[0];
        var best = Known.MaxBy(format => Quality(format.ContentType, ranges))!;
        return Quality(best.ContentType, ranges) > 0 ? best : null;
    }

    /// <summary>What opens the stream.</summary>
    internal virtual void Open(IBufferWriter<byte> into, HttpStreamOptions options)
    {
    }

    /// <summary>A sign of life, if there is one.</summary>
    internal virtual void Beat(IBufferWriter<byte> into)
    {
    }

    internal abstract void Message(IBufferWriter<byte> into, ReadOnlySpan<byte> data, string id);

    /// <summary>The failure in which the stream ends, as JSON.</summary>
    internal abstract void Failure(IBufferWriter<byte> into, ReadOnlySpan<byte> data);

    // The most specific range decides (RFC 9110 12.5.1).
    static double Quality(string type, IReadOnlyList<MediaTypeHeaderValue> ranges)
    {
        var known = new MediaTypeHeaderValue(type);
        return ranges.Where(range => range.MatchesAllTypes || known.IsSubsetOf(Bare(range))).OrderByDescending(static range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2).FirstOrDefault() is { } range ? range.Quality ?? 1 : 0;
    }

    // Without its parameters: a charset, a version.
    static MediaTypeHeaderValue Bare(MediaTypeHeaderValue range) => new(range.MediaType);

    protected static void Put(IBufferWriter<byte> into, string text) => Encoding.UTF8.GetBytes(text, into);
}
