using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>Field masks: paths with commas between them, in lowerCamelCase when written, in either way when read. A mask is never changed.</summary>
static class FieldMaskText
{
    internal static string Of(FieldMask mask) => string.Join(',', mask.Paths.Select(Camel));

    internal static bool TryParse(string text, out FieldMask mask)
    {
        mask = new FieldMask();
        if (text.Length == 0) return true;
        foreach (var path in text.Split(','))
        {
            if (path.Length == 0 || path.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.'))) return false;
            mask.Paths.Add(Snake(path));
        }

        return true;
    }

    static string Snake(string path)
    {
        var text = new StringBuilder(path.Length + 4);
        foreach (var c in path)
            if (char.IsAsciiLetterUpper(c)) text.Append('_').Append(char.ToLowerInvariant(c));
            else text.Append(c);
        return text.ToString();
    }

    static string Camel(string path)
    {
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
            if (path[i] != '_') text.Append(path[i]);
            else if (i + 1 < path.Length && char.IsAsciiLetterLower(path[i + 1])) text.Append(char.ToUpperInvariant(path[++i]));
            else throw new InvalidOperationException($"the path '{path}' of a field mask cannot be told from another one in JSON");
        return path.Any(char.IsAsciiLetterUpper) ? throw new InvalidOperationException($"the path '{path}' of a field mask cannot be told from another one in JSON") : text.ToString();
    }
}
