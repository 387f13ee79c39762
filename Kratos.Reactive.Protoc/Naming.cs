using System.Text;

namespace Kratos.Reactive.Protoc;

/// <summary>How protoc and Grpc.Tools name things in C#: what is written here must meet what they write and expect.</summary>
static class Naming
{
    /// <summary>The file that Grpc.Tools expects for a proto file.</summary>
    internal static string FileOf(string proto) =>
        string.Concat(Path.GetFileNameWithoutExtension(proto).Split('_').Select(static word => word is "" ? "" : char.ToUpperInvariant(word[0]) + word[1..])) + "Grpc.cs";

    /// <summary>The class with the descriptor of a file.</summary>
    internal static string ReflectionOf(string proto) => Pascal(Path.GetFileNameWithoutExtension(proto)) + "Reflection";

    /// <summary>The class with the extensions of a file.</summary>
    internal static string ExtensionsOf(string proto) => Pascal(Path.GetFileNameWithoutExtension(proto)) + "Extensions";

    /// <summary>The namespace of a package.</summary>
    internal static string Namespace(string package) => package is "" ? "" : string.Join('.', package.Split('.').Select(Pascal));

    /// <summary>Words begin where there is no letter; a digit ends one.</summary>
    internal static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        var begins = true;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = !char.IsAsciiLetter(c);
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }

    /// <summary>A value of an enum: without the name of the enum before it, in Pascal case.</summary>
    internal static string EnumValue(string type, string value)
    {
        var text = new StringBuilder(value.Length);
        var before = '_';
        foreach (var c in WithoutPrefix(type, value))
        {
            if (char.IsAsciiLetterOrDigit(c))
                text.Append(!char.IsAsciiLetterOrDigit(before) || char.IsAsciiDigit(before) ? char.ToUpperInvariant(c) : char.IsAsciiLetterLower(before) ? c : char.ToLowerInvariant(c));
            before = c;
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }

    /// <summary>The name, with <c>_</c> behind it as often as it takes to be a new one. It is taken then.</summary>
    internal static string Free(string name, HashSet<string> taken)
    {
        while (!taken.Add(name)) name += "_";
        return name;
    }

    // Case and underscores do not count.
    static string WithoutPrefix(string type, string value)
    {
        var prefix = type.Replace("_", "", StringComparison.Ordinal);
        var matched = 0;
        var at = 0;
        for (; at < value.Length && matched < prefix.Length; at++)
            if (value[at] != '_' && char.ToLowerInvariant(value[at]) != char.ToLowerInvariant(prefix[matched++])) return value;
        var rest = value[at..].TrimStart('_');
        return matched < prefix.Length || rest.Length == 0 ? value : rest;
    }
}
