using System.Text.RegularExpressions;

namespace Kratos.Reactive;

/// <summary>Refuses the patterns that would choose nothing, or something else than they seem to.</summary>
static class SelectorPattern
{
    const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    internal static IReadOnlyList<string> All(string what, IReadOnlyList<string> texts, Func<string, string?> fault)
    {
        if (texts.Count == 0) throw Invalid($"{what} is needed, and none was given");
        foreach (var text in texts)
            if (fault(text) is { } found) throw Invalid($"'{text}' is not {what}: it {found}");
        return [.. texts];
    }

    internal static string? Operation(string text) => Prefix(text) is { } fault ? fault
        : new Operation(text) is { Service: "" } or { Method: "" } ? "is not of the form /package.Service/Method"
        : null;

    internal static string? Prefix(string text) =>
        string.IsNullOrEmpty(text) ? "is empty"
        : text[0] != '/' ? "does not begin with a slash, as every operation does"
        : text.Contains('*') ? "has a '*', which is no wildcard here"
        : text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)) ? "has white space or a control character"
        : null;

    internal static Regex Whole(string pattern)
    {
        if (string.IsNullOrEmpty(pattern)) throw Invalid("the regex is empty: it would choose nothing");
        try
        {
            // Alone first: "a)|(b" is no pattern, though it would be one between parentheses.
            _ = new Regex(pattern, Linear);
            return new Regex($@"\A(?:{pattern})\z", Linear);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Invalid($"the regex '{pattern}' cannot be used: {e.Message}", e);
        }
    }

    internal static ErrorException Invalid(string message, Exception? cause = null) => new(Error.Internal("SELECTOR_INVALID", message) with { Cause = cause });
}
