using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Header fields that are lists, read in one pass whatever a caller sends. (.NET's own lists look for the next good item from each character on: 32 KiB of blanks cost a second.) What is no item is left out.</summary>
static class FieldList
{
    /// <summary>How long an <c>Accept</c> may be, in characters: a longer one asks for nothing.</summary>
    internal const int MostAccept = 2 * 1024;

    /// <summary>The media ranges of an <c>Accept</c>.</summary>
    internal static IReadOnlyList<MediaTypeHeaderValue> MediaRanges(StringValues accept)
    {
        var ranges = new List<MediaTypeHeaderValue>();
        if (accept.Sum(static line => line?.Length ?? 0) > MostAccept) return ranges;
        foreach (var line in accept)
            foreach (var item in Split(line ?? "", escape: '\\'))
                if (MediaTypeHeaderValue.TryParse(item, out var range)) ranges.Add(range);
        return ranges;
    }

    /// <summary>True when a list of entity tags has one for which this holds.</summary>
    internal static bool AnyTag(StringValues tags, Func<EntityTagHeaderValue, bool> holds)
    {
        foreach (var line in tags)
            foreach (var item in Split(line ?? "", escape: '\0'))
                if (EntityTagHeaderValue.TryParse(item, out var tag) && holds(tag)) return true;
        return false;
    }

    // At the commas that are not in quotes, in which a character may be escaped: not in those of a tag (RFC 9110 8.8.3).
    static IEnumerable<StringSegment> Split(string line, char escape)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"') quoted = !quoted;
            else if (quoted && line[at] == escape) at++;
            else if (!quoted && line[at] == ',')
            {
                yield return new StringSegment(line, start, at - start).Trim();
                start = at + 1;
            }
        }

        yield return new StringSegment(line, start, line.Length - start).Trim();
    }
}
