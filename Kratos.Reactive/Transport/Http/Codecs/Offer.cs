using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>The codecs that a body may be in, the preferred one first, and which of them a header field asks for: RFC 9110 8.3 and 12.5.1.</summary>
sealed class Offer
{
    const string Anything = "*/*";

    readonly ValueList<Codec> codecs;
    readonly ReplyType[] types;

    internal Offer(IEnumerable<Codec> offered)
    {
        codecs = [.. offered];
        types = [.. codecs.SelectMany(static codec => codec.Aliases.Prepend(codec.MediaType).Select(name => new ReplyType(codec, name)))];
        Names = string.Join(", ", codecs);
        Choice = string.Join(" or ", codecs);
    }

    internal IReadOnlyList<Codec> Codecs => codecs;

    /// <summary>What they are called, with commas between.</summary>
    internal string Names { get; }

    /// <summary>The same for a person, with "or" between.</summary>
    internal string Choice { get; }

    /// <summary>The header field on which a reply depends (<c>Vary</c>); none, where there is one codec only.</summary>
    internal StringValues Varies => codecs.Count > 1 ? new StringValues(HeaderNames.Accept) : StringValues.Empty;

    /// <summary>What a body is called when nobody asks.</summary>
    internal ReplyType First => types[0];

    /// <summary>The codec of a body of this type; null for a type that is none of theirs, or text that is not in UTF-8.</summary>
    internal Codec? OfBody(string contentType)
    {
        if (contentType == codecs[0].MediaType) return codecs[0];
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !IsUtf8(type)) return null;
        return types.FirstOrDefault(known => Is(type, known.MediaType)).Codec ?? codecs.FirstOrDefault(codec => HasSuffix(type, codec));
    }

    /// <summary>What a reply is to be, by <c>Accept</c>; null when the caller takes none of what there is. What is no media range asks for nothing.</summary>
    internal ReplyType? OfReply(StringValues accept)
    {
        if (accept.Count == 0 || (accept.Count == 1 && (accept[0] is "" or Anything or null || accept[0] == First.MediaType))) return First;
        var ranges = FieldList.MediaRanges(accept);
        if (ranges.Count == 0) return First;
        var best = Best(ranges);
        return best.Quality > 0 ? best.Type : null;
    }

    /// <summary>How much what is wanted most is wanted: from 0 to 1.</summary>
    internal double Wanted(IReadOnlyList<MediaTypeHeaderValue> ranges) => Best(ranges).Quality;

    Match Best(IReadOnlyList<MediaTypeHeaderValue> ranges)
    {
        var best = default(Match);
        foreach (var type in types)
            if (Match.Of(type, ranges) is var match && match.IsBetterThan(best)) best = match;
        return best;
    }

    static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    static bool HasSuffix(MediaTypeHeaderValue type, Codec codec) => codec.Suffix.Length > 0 && type.Suffix.Equals(codec.Suffix, StringComparison.OrdinalIgnoreCase)
        && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase);

    // ASCII is UTF-8 as well.
    internal static bool IsUtf8(MediaTypeHeaderValue type) => type.Charset.Length == 0
        || HeaderUtilities.RemoveQuotes(type.Charset) is var charset && (charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));

    /// <summary>How a type is asked for: by the range that says most about it.</summary>
    /// <param name="Type">The type.</param>
    /// <param name="Quality">How much it is wanted, from 0 (not at all) to 1.</param>
    /// <param name="Exactness">4 for its name, 3 for a suffix, 2 for <c>application/*</c>, 1 for <c>*/*</c>.</param>
    /// <param name="Place">Which range of the list it is.</param>
    readonly record struct Match(ReplyType Type, double Quality, int Exactness, int Place)
    {
        internal static Match Of(ReplyType type, IReadOnlyList<MediaTypeHeaderValue> ranges)
        {
            var best = default(Match);
            for (var i = 0; i < ranges.Count; i++)
                if (ExactnessOf(ranges[i], type) is var exactness && exactness > best.Exactness) best = new(type, ranges[i].Quality ?? 1, exactness, i);
            return best;
        }

        internal bool IsBetterThan(Match other) => Quality != other.Quality ? Quality > other.Quality
            : Exactness != other.Exactness ? Exactness > other.Exactness
            : Quality > 0 && Place < other.Place;

        static int ExactnessOf(MediaTypeHeaderValue range, ReplyType type) =>
            !IsUtf8(range) ? 0
            : Is(range, type.MediaType) ? 4
            : range.MatchesAllSubTypes && !range.MatchesAllTypes ? IsKind(range, type) ? 2 : 0
            : type.MediaType != type.Codec.MediaType ? 0
            : HasSuffix(range, type.Codec) ? 3
            : range.MatchesAllTypes ? 1
            : 0;

        // Who refuses application/json and takes any other application/* gets no JSON by another name.
        static bool IsKind(MediaTypeHeaderValue range, ReplyType type) => Kind(type.MediaType).Equals(range.Type, StringComparison.OrdinalIgnoreCase)
            && (type.MediaType == type.Codec.MediaType || !Kind(type.MediaType).SequenceEqual(Kind(type.Codec.MediaType)));

        static ReadOnlySpan<char> Kind(string mediaType) => mediaType.AsSpan(0, mediaType.IndexOf('/'));
    }
}

/// <summary>A codec, and what a reply in it is called.</summary>
readonly record struct ReplyType(Codec Codec, string MediaType);
