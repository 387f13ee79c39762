using System.Buffers;

namespace Kratos.Reactive;

/// <summary>Reads a path template. What is wrong with one is said with its position, from 1.</summary>
sealed class TemplateParser(string path)
{
    static readonly SearchValues<char> inNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    static readonly SearchValues<char> ends = SearchValues.Create("/{}*?#= \t\r\n");

    readonly List<PathSegment> segments = [];
    readonly List<RouteVariable> variables = [];
    int at;

    internal Fin<RouteTemplate> Parse()
    {
        if (path is not ['/', ..]) return Bad("a path begins with /");
        at = 1;
        if (path.Length > 1 && Segments(inVariable: null) is { } wrong) return wrong;
        if (at < path.Length && path[at] != ':') return Bad(path[at] == '=' ? "a = belongs into a variable, as in {name=shelves/*}" : $"'{path[at]}' is neither a literal nor a variable {{name}} that fills its segment");
        var verb = at < path.Length ? path[at..] : SplitVerb();
        if (verb.Length == 1 || verb.AsSpan(Math.Min(1, verb.Length)).ContainsAny('{', '}', '/') || verb.AsSpan().ContainsAny(ends)) return Bad("a verb is a word behind a colon, at the end");
        return new RouteTemplate(segments, variables, Uri.UnescapeDataString(verb));
    }

    Error? Segments(string? inVariable)
    {
        while (true)
        {
            // The root, or a slash at the end: both are matched anyway.
            if (at == path.Length && inVariable is null) return null;
            if (Segment(inVariable) is { } wrong) return wrong;
            if (at == path.Length || path[at] != '/') return null;
            at++;
        }
    }

    Error? Segment(string? inVariable)
    {
        if (Rest is ['*', '*', ..]) return Many();
        if (Rest is ['*', ..]) return Add(SegmentKind.One, 1);
        if (Rest is not ['{', ..]) return Literal();
        return inVariable is null ? Variable() : Bad($"a variable stands inside {{{inVariable}}}");
    }

    Error? Many() => segments.Exists(static segment => segment.Kind == SegmentKind.Many) ? Bad("there is more than one **") : Add(SegmentKind.Many, 2);

    Error? Add(SegmentKind kind, int length)
    {
        segments.Add(new(kind));
        at += length;
        return null;
    }

    Error? Literal()
    {
        var length = Rest.IndexOfAny(ends) is >= 0 and var end ? end : Rest.Length;
        if (length == 0) return Bad(at == path.Length || path[at] == '/' ? "a segment is empty" : $"'{path[at]}' is neither a literal nor a variable {{name}} that fills its segment");
        var text = Uri.UnescapeDataString(path.AsSpan(at, length));
        if (text.AsSpan().ContainsAny('/', '?', '%')) return Bad($"the literal '{path.AsSpan(at, length)}' can be in no segment of a path");
        segments.Add(new(SegmentKind.Literal, text));
        at += length;
        return null;
    }

    Error? Variable()
    {
        at++;
        var start = segments.Count;
        var length = Rest.IndexOfAny('=', '}');
        if (length < 0) return Bad("a { has no } behind it");
        var name = path.Substring(at, length);
        if (!name.Split('.').All(static part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && !part.AsSpan().ContainsAnyExcept(inNames))) return Bad($"'{name}' is not the name of a field: say {{name}}, or {{name=shelves/*}}");
        if (variables.Exists(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) return Bad($"{name} is there twice");
        at += length;
        if (Rest is ['=', ..])
        {
            at++;
            if (Segments(name) is { } wrong) return wrong;
        }
        else segments.Add(new(SegmentKind.One));

        if (Rest is not ['}', ..]) return Bad($"the variable {{{name}}} has no end");
        at++;
        var count = segments.Count - start;
        variables.Add(new(name, start, count, count == 1 && segments[start].Kind != SegmentKind.Many));
        return null;
    }

    // A colon in a last literal begins a verb: /v1/books:list. One in a variable's own pattern does not.
    string SplitVerb()
    {
        if (path.LastIndexOf(':') is not (> 0 and var colon) || colon < path.LastIndexOf('/') || colon < path.LastIndexOf('}')) return "";
        var (text, verb) = (segments[^1].Text, path[colon..]);
        if (text.LastIndexOf(':') is not (> 0 and var split)) return "";
        segments[^1] = segments[^1] with { Text = text[..split] };
        return verb;
    }

    ReadOnlySpan<char> Rest => path.AsSpan(at);

    Error Bad(string why) => Error.BadRequest("BAD_TEMPLATE", at > 0 ? $"{why} (position {at + 1})" : why);
}
