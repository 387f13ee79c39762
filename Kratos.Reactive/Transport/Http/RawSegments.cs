using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>The values of a path's variables. Kestrel decodes what it can of a path, but never <c>%2F</c>: where a path has escapes, its values are taken from the path as it was sent.</summary>
static class RawSegments
{
    /// <summary>The values, in order; null for one that is not percent-encoded UTF-8.</summary>
    internal static string?[] Of(HttpContext context, RouteTemplate template)
    {
        if (template.Variables.Count == 0) return [];
        var raw = RawPath(context);
        var escaped = raw.Contains('%');
        var path = escaped ? Normal(raw) : context.Request.Path.Value.AsSpan();
        if (escaped && context.Request.PathBase.HasValue) path = path[Slash(path, context.Request.PathBase.Value.AsSpan().Count('/'))..];      // an app of somebody's that is behind a prefix
        var slash = path is [.., '/'] && (template.HasTail || template.Many < 0) ? 1 : 0;       // one at the end, which counts for a ** alone
        path = path[..^slash];
        var count = path.Count('/');
        var values = new string?[template.Variables.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Value(path, count, template, template.Variables[i], escaped);
        return values;
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
