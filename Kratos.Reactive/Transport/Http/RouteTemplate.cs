using System.Buffers;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Kratos.Reactive;

/// <summary>A path template in the notation of <c>google.api.http</c>, as far as ASP.NET's routing matches it: literals, <c>{name}</c>, <c>{name=*}</c>, <c>{name=**}</c> at the end, and a <c>:verb</c>.</summary>
/// <param name="Pattern">The same for ASP.NET.</param>
/// <param name="Variables">The variables, in order.</param>
/// <param name="Shape">Equal for templates that match the same paths (ASP.NET compares literals without regard to case).</param>
sealed record RouteTemplate(RoutePattern Pattern, IReadOnlyList<RouteVariable> Variables, string Shape)
{
    static readonly SearchValues<char> NotLiteral = SearchValues.Create("{}*?#=");

    internal static Fin<RouteTemplate> Parse(string path)
    {
        if (path is not ['/', ..]) return Bad("a path begins with /");
        var (rest, verb) = SplitVerb(path);
        var texts = rest[1..].Split('/');
        var segments = new List<RoutePatternPathSegment>();
        var variables = new List<RouteVariable>();
        var shape = "";
        for (var i = 0; i < texts.Length; i++)
        {
            var last = i == texts.Length - 1;
            if (texts[i].Length == 0 && last && verb.Length == 0) break;        // the root, or a slash at the end: both are matched anyway
            var parsed = Segment(texts[i], i, last, verb);
            if (parsed.IsFail) return parsed.Failed;
            var (part, variable) = parsed.Succeeded;
            if (variable is not null && variables.Exists(known => known.Name.Equals(variable.Name, StringComparison.OrdinalIgnoreCase))) return Bad($"{variable.Name} is there twice");
            if (variable is not null) variables.Add(variable);
            segments.Add(last && verb.Length > 0 ? RoutePatternFactory.Segment(part, RoutePatternFactory.LiteralPart(verb)) : RoutePatternFactory.Segment(part));
            shape += "/" + (variable switch { null => texts[i].ToUpperInvariant(), { Rest: true } => "{**}", _ => "{}" });
        }

        return new RouteTemplate(RoutePatternFactory.Pattern(path, segments), variables, shape + verb.ToUpperInvariant());
    }

    static Fin<(RoutePatternPart Part, RouteVariable? Variable)> Segment(string text, int index, bool last, string verb)
    {
        if (text.Length == 0) return Bad("a segment is empty");
        if (text is "*" or "**") return Bad("a * without a name is not supported yet: name it, as in {name=*}");
        if (text is not ['{', .., '}']) return Literal(text);

        var (name, glob) = text[1..^1].Split('=', 2) is [var before, var after] ? (before, after) : (text[1..^1], "*");
        if (name.Contains('.')) return Bad($"the nested field {{{name}}} is not supported yet");
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')) return Bad($"'{text}' is not a variable: say {{name}}");
        if (glob is not ("*" or "**")) return Bad($"the pattern in '{text}' is not supported yet: only {{name}}, {{name=*}} and {{name=**}} are");
        if (glob == "**" && (!last || verb.Length > 0)) return Bad($"'{text}' takes the rest of the path and must be its end");
        return glob == "**"
            ? (RoutePatternFactory.ParameterPart(name, null, RoutePatternParameterKind.CatchAll), new RouteVariable(name, index, true, false))
            : (RoutePatternFactory.ParameterPart(name), new RouteVariable(name, index, false, verb.Length > 0 && last));
    }

    static Fin<(RoutePatternPart Part, RouteVariable? Variable)> Literal(string text)
    {
        var plain = Uri.UnescapeDataString(text);
        return !text.AsSpan().ContainsAny(NotLiteral) && plain.AsSpan().IndexOfAny('/', '?') < 0
            ? (RoutePatternFactory.LiteralPart(plain), null)
            : Bad($"'{text}' is neither a literal nor a variable {{name}} that fills its segment");
    }

    // A colon after the last slash and outside of braces begins a custom verb: /v1/{id}:cancel.
    static (string Path, string Verb) SplitVerb(string path) =>
        path.LastIndexOf(':') is > 0 and var colon && colon > path.LastIndexOf('/') && colon > path.LastIndexOf('}') ? (path[..colon], path[colon..]) : (path, "");

    static Error Bad(string why) => Error.BadRequest("BAD_TEMPLATE", why);
}

/// <summary>A variable of a template: the field it is for, and which segment of the path it is.</summary>
/// <param name="Name">The field.</param>
/// <param name="Segment">Its index.</param>
/// <param name="Rest">It is the rest of the path, slashes and all.</param>
/// <param name="Partial">The segment has a literal behind it.</param>
sealed record RouteVariable(string Name, int Segment, bool Rest, bool Partial);
