using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>What can be wrong with the text of a source file.</summary>
static partial class SourceRules
{
    const int Longest = 300;

    internal static IEnumerable<string> Faults(string file, string text)
    {
        var lines = text.Split('\n');
        var length = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        if (length > Longest) yield return $"{file} has {length} lines: {Longest} are enough";
        for (var i = 0; i < lines.Length; i++)
        {
            if (Silenced().IsMatch(lines[i])) yield return $"{file}:{i + 1} silences a warning";
            if (Unfinished().IsMatch(lines[i])) yield return $"{file}:{i + 1} is not finished";
        }

        foreach (var swallowed in Swallowed().Matches(text).Where(match => !IsExplained(match))) yield return $"{file}:{text.AsSpan(0, swallowed.Index).Count('\n') + 1} swallows an exception";
    }

    /// <summary>The names of the public types of a file; a generic type and its companion share one.</summary>
    internal static IReadOnlyCollection<string> PublicTypes(string text) => [.. Declared().Matches(text).Select(match => match.Groups["name"].Value).Distinct()];

    internal static IEnumerable<string> Namespaces(string text) => Namespace().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable|\bSuppressMessage\s*\(|^\s*#nullable\s+disable")]
    private static partial Regex Silenced();

    [GeneratedRegex(@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b|\bNotImplemented" + "Exception")]
    private static partial Regex Unfinished();

    // A handler of exceptions whose block has nothing in it, or nothing but remarks.
    [GeneratedRegex(@"\bca" + @"tch\b(?<what>[^{};]*)\{(\s|(?<why>//[^\n]*)|(?<why>/\*.*?\*/))*\}", RegexOptions.Singleline)]
    private static partial Regex Swallowed();

    // One kind of exception may be left alone where a remark says why.
    static bool IsExplained(Match swallowed) =>
        swallowed.Groups["why"].Success && swallowed.Groups["what"].Value is var what && what.Contains('(', StringComparison.Ordinal) && !AnyException().IsMatch(what);

    [GeneratedRegex(@"\(\s*(System\.)?Exception\b")]
    private static partial Regex AnyException();

    [GeneratedRegex(@"^public\s+((static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(class|struct|interface|enum|record(\s+(class|struct))?|delegate\s+[^(\n]+?)\s+(?<name>\w+)\s*(<[^>\n]*>)?\s*([(:;{\n]|where\b)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
