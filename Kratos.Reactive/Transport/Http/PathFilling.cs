using System.Text;

namespace Kratos.Reactive;

/// <summary>Puts values into a path template: the other way round from <see cref="RawSegments"/>. A value changes nothing of the path around it: it is refused, or a server that has the template reads it back.</summary>
sealed class PathFilling
{
    readonly RouteTemplate template;
    readonly int[] variables;       // at each segment: the variable that it begins, or -1

    PathFilling(RouteTemplate template)
    {
        this.template = template;
        variables = [.. template.Segments.Select((_, at) => template.Variables.Index().Where(one => one.Item.Start == at).Select(static one => one.Index).DefaultIfEmpty(-1).First())];
    }

    /// <summary>A failure when the template has a wildcard that no variable is for.</summary>
    internal static Fin<PathFilling> Of(RouteTemplate template) =>
        template.Segments.Index().Any(one => one.Item.Kind != SegmentKind.Literal && !template.Variables.Any(variable => one.Index >= variable.Start && one.Index < variable.Start + variable.Count))
            ? Error.BadRequest("BAD_TEMPLATE", "a wildcard that is no variable says nothing of what a caller is to put there")
            : new PathFilling(template);

    /// <summary>Why a text cannot be the value of a variable; null when it can.</summary>
    internal string? Refuse(RouteVariable variable, string text)
    {
        if (text.Length == 0) return "is a part of the path, and must not be empty";
        if (text.Contains('\0')) return "is a part of the path, which cannot have the character U+0000";
        var parts = Parts(variable, text);
        if (parts.Contains("")) return "is a part of the path, and must not have an empty segment";
        if (parts.Any(static part => part is "." or "..")) return "is a part of the path, where '.' and '..' mean another path";
        PathSegment[] pattern = [.. template.Segments.Skip(variable.Start).Take(variable.Count)];
        return PathSegment.Match(pattern, parts) ? null : $"is a part of the path, and must be like {string.Join('/', pattern.Select(Shown))}";
    }

    /// <summary>The path with these values, in the order of the variables, none of them refused.</summary>
    internal void Write(StringBuilder url, IReadOnlyList<string> values)
    {
        for (var at = 0; at < template.Segments.Count;)
        {
            url.Append('/');
            var number = variables[at];
            url.AppendJoin('/', number < 0 ? [PercentEncoding.Encode(template.Segments[at].Text)] : Parts(template.Variables[number], values[number]).Select(PercentEncoding.Encode));
            at += number < 0 ? 1 : template.Variables[number].Count;
        }

        if (template.Segments.Count == 0) url.Append('/');
        url.Append(template.Verb.Length > 0 ? $":{PercentEncoding.Encode(template.Verb[1..])}" : "");
    }

    static string[] Parts(RouteVariable variable, string text) => variable.IsOne ? [text] : text.Split('/');

    static string Shown(PathSegment segment) => segment.Kind switch { SegmentKind.Literal => segment.Text, SegmentKind.One => "*", _ => "**" };
}
