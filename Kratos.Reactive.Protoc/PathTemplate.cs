namespace Kratos.Reactive.Protoc;

/// <summary>Reads the variables of a path such as <c>/v1/{name=shelves/*}/books/{book.id}:read</c>.</summary>
static class PathTemplate
{
    /// <summary>What is wrong with the path, or null and its variables.</summary>
    internal static string? Variables(string path, out IReadOnlyList<string> variables)
    {
        List<string> found = [];
        variables = found;
        if (path[0] != '/') return "it does not begin with /";
        if (path.Any(static c => c is '?' or '#' || char.IsWhiteSpace(c) || char.IsControl(c))) return "it has a character that no path has";
        for (var rest = path.AsSpan(); rest.IndexOfAny('{', '}') is >= 0 and var open;)
        {
            if (rest[open] == '}') return "a } has no { before it";
            rest = rest[(open + 1)..];
            var close = rest.IndexOfAny('{', '}');
            if (close < 0 || rest[close] == '{') return "a { has no } behind it";
            var variable = rest[..close].ToString().Split('=')[0];
            if (!IsFieldPath(variable)) return $"{{{variable}}} is no name of a field";
            if (found.Contains(variable)) return $"{{{variable}}} is there twice";
            found.Add(variable);
            rest = rest[(close + 1)..];
        }

        return null;
    }

    static bool IsFieldPath(string path) =>
        path.Split('.').All(static name => name is not "" && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
