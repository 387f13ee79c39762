using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The values of a path's variables. Kestrel decodes what it can of a path, but never <c>%2F</c>: where a path has escapes, its values are taken from the path as it was sent, unless something before us rewrote it.</summary>
static class RawSegments
{
    /// <summary>The values, in order; null for one that is not percent-encoded UTF-8.</summary>
    internal static string?[] Of(HttpContext context, RouteTemplate template)
    {
        if (template.Variables.Count == 0) return [];
        var path = PathOf(context, out var escaped);
        var slash = path is [.., '/'] && (template.HasTail || template.Many < 0) ? 1 : 0;       // one at the end, which counts for a ** alone
        path = path[..^slash];
        var count = path.Count('/');
        var values = new string?[template.Variables.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Value(path, count, template, template.Variables[i], escaped);
        return values;
    }

    /// <summary>True when the path ends with this verb, with a colon that was sent as one: an escaped colon is a part of a value.</summary>
    internal static bool HasVerb(HttpContext context, string verb)
    {
        var path = PathOf(context, out var escaped).TrimEnd('/');
        if (!escaped) return path.EndsWith(verb, StringComparison.OrdinalIgnoreCase);
        for (var at = path.LastIndexOf('/') + 1; path[at..].IndexOf(':') is >= 0 and var colon; at += colon + 1)
            if (Uri.UnescapeDataString(path[(at + colon)..]).Equals(verb, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    // As it was sent, behind the prefix of an app of somebody's; as it is now, where that is another path.
    static ReadOnlySpan<char> PathOf(HttpContext context, out bool escaped)
    {
        var request = context.Request;
        var raw = RawPath(context);
        escaped = raw.Contains('%');
        if (!escaped) return request.Path.Value;
        var sent = Normal(raw);
        escaped = sent.IndexOf("%00") >= 0 || PathString.FromUriComponent(sent.ToString()).Equals(request.PathBase + request.Path, StringComparison.Ordinal);      // .NET throws at a NUL
        return !escaped ? request.Path.Value : request.PathBase.HasValue ? sent[Slash(sent, request.PathBase.Value.AsSpan().Count('/'))..] : sent;
    }

    static string? Value(ReadOnlySpan<char> path, int count, RouteTemplate template, RouteVariable variable, bool escaped)
    {
        // Segments behind a ** are counted from the end.
        var more = count - template.Segments.Count;
        var behind = template.Many >= 0 && template.Many < variable.Start;
        var within = template.Many >= variable.Start && template.Many < variable.Start + variable.Count;
        var start = behind ? variable.Start + more : variable.Start;
        var end = start + variable.Count + (within ? more : 0);
        var text = Between(path, start, end);
        var last = variable.Start + variable.Count == template.Segments.Count;
        if (!escaped) return (last ? WithoutVerb(text, template.Verb) : text).ToString();
        if (!PercentEncoding.IsValid(text)) return null;
        var value = variable.IsOne ? Uri.UnescapeDataString(text) : PercentEncoding.DecodeBetweenSlashes(text);
        return last && template.Verb.Length > 0 ? WithoutVerb(value, template.Verb).ToString() : value;
    }

    // From one segment to before another, without the slashes around them.
    static ReadOnlySpan<char> Between(ReadOnlySpan<char> path, int start, int end)
    {
        var (first, last) = (Slash(path, start) + 1, Slash(path, end));
        return first < last ? path[first..last] : [];
    }

    static int Slash(ReadOnlySpan<char> path, int number)
    {
        for (var at = 0; at < path.Length; at++)
            if (path[at] == '/' && number-- == 0) return at;
        return path.Length;
    }

    static ReadOnlySpan<char> WithoutVerb(ReadOnlySpan<char> text, string verb) => text[..Math.Max(0, text.Length - verb.Length)];

    static ReadOnlySpan<char> RawPath(HttpContext context)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget).AsSpan();
        return target.IndexOf('?') is >= 0 and var end ? target[..end] : target;
    }

    // As routing saw it: without scheme and host, and without dot segments, escaped ones too.
    static ReadOnlySpan<char> Normal(ReadOnlySpan<char> raw)
    {
        if (!raw.StartsWith('/')) raw = raw.IndexOf("://") is >= 0 and var scheme && raw[(scheme + 3)..].IndexOf('/') is >= 0 and var root ? raw[(scheme + 3 + root)..] : "/";
        if (raw.IndexOf('.') < 0 && raw.IndexOf("%2e", StringComparison.OrdinalIgnoreCase) < 0) return raw;
        var kept = new List<string>();
        var segments = raw[1..].ToString().Split('/');
        foreach (var (index, segment) in segments.Index())
        {
            var dots = segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (dots == ".." && kept.Count > 0) kept.RemoveAt(kept.Count - 1);
            if (dots is not ("." or "..")) kept.Add(segment);
            else if (index == segments.Length - 1) kept.Add("");
        }

        return $"/{string.Join('/', kept)}";
    }
}
