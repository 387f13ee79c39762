using System.Text;

namespace Kratos.Reactive;

/// <summary>Path templates of <c>google.api.http</c> as those of OpenAPI, which know variables of one segment only and take two paths that differ in the names of variables for the same.</summary>
sealed class ApiPaths
{
    const string InPaths = "-._~!$&'()*+,;=:@";

    readonly Dictionary<string, ApiPath> known = new(StringComparer.Ordinal);
    readonly HashSet<(string Shape, string Verb)> taken = [];

    /// <summary>Where a route stands. One with a <c>**</c> whose place is taken by another (<c>/files/{id}</c> and <c>/files/{path=**}</c>) is told of with one segment more: what has just one is not its own.</summary>
    internal ApiPath Of(Route route)
    {
        for (var many = 1; ; many++)
        {
            var path = Expand(route.Template, many);
            if (!taken.Add((path.Shape, route.Rule.Verb))) continue;
            if (known.TryAdd(path.Shape, path)) return path;
            var first = known[path.Shape];
            return path with { Path = first.Path, Parameters = [.. path.Parameters.Zip(first.Parameters, static (own, named) => own with { Name = named.Name })] };
        }
    }

    static ApiPath Expand(RouteTemplate template, int many)
    {
        var (text, shape) = (new StringBuilder(), new StringBuilder());
        List<ApiPathParameter> parameters = [];
        foreach (var (at, segment) in template.Segments.Index())
        {
            var variable = template.Variables.FirstOrDefault(one => at >= one.Start && at < one.Start + one.Count);
            var count = segment.Kind == SegmentKind.Many ? many : 1;
            for (var part = 0; part < count; part++)
            {
                text.Append('/');
                shape.Append('/');
                if (segment.Kind == SegmentKind.Literal) Both(Encoded(segment.Text));
                else
                {
                    var isAll = variable is not null && count == 1 && template.Segments.Skip(variable.Start).Take(variable.Count).Count(static one => one.Kind != SegmentKind.Literal) == 1;
                    var parameter = new ApiPathParameter(Name(variable?.Name ?? "any", isAll, parameters), variable, isAll, segment.Kind == SegmentKind.Many && part == count - 1, Pattern(template, variable));
                    parameters.Add(parameter);
                    text.Append('{').Append(parameter.Name).Append('}');
                    shape.Append("{}");
                }
            }
        }

        if (template.Segments.Count == 0) Both("/");
        if (template.Verb.Length > 0) Both($":{Encoded(template.Verb[1..])}");
        return new ApiPath(text.ToString(), shape.ToString(), parameters);

        void Both(string same)
        {
            text.Append(same);
            shape.Append(same);
        }
    }

    static string Name(string wanted, bool isAll, List<ApiPathParameter> others)
    {
        var free = isAll ? wanted : $"{wanted}_1";
        for (var number = 2; others.Exists(other => other.Name == free); number++) free = $"{wanted}_{number}";
        return free;
    }

    static string Pattern(RouteTemplate template, RouteVariable? variable) => variable is null ? "" : string.Join('/', template.Segments.Skip(variable.Start).Take(variable.Count)
        .Select(static segment => segment.Kind switch { SegmentKind.Literal => segment.Text, SegmentKind.One => "*", _ => "**" }));

    static string Encoded(string text) => string.Concat(text.EnumerateRunes().Select(static rune =>
        rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || InPaths.Contains((char)rune.Value, StringComparison.Ordinal)) ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
}

/// <summary>A path of OpenAPI.</summary>
/// <param name="Path">With the names of its variables.</param>
/// <param name="Shape">Without.</param>
/// <param name="Parameters">Its variables, in order.</param>
sealed record ApiPath(string Path, string Shape, IReadOnlyList<ApiPathParameter> Parameters);

/// <summary>A variable of a path of OpenAPI.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">The variable of the rule that it is, or is a part of; null for a wildcard that nobody reads.</param>
/// <param name="IsAll">It is all of the variable that is not literal.</param>
/// <param name="IsMany">It stands for any number of segments.</param>
/// <param name="Pattern">What the rule's variable must be: <c>shelves/*</c>.</param>
sealed record ApiPathParameter(string Name, RouteVariable? Variable, bool IsAll, bool IsMany, string Pattern);
