using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kratos.Reactive;

/// <summary>Makes a text that somebody else had a hand in fit for a log: one line, nothing that moves a cursor or turns the direction of writing, no longer than allowed.</summary>
static class LogText
{
    internal const string Cut = "...(cut)";

    static readonly SearchValues<char> unfit = SearchValues.Create([.. Range('\u0000', '\u001f'), .. Range('\u007f', '\u009f'), .. Range('\u2028', '\u202e'), .. Range('\u2066', '\u2069')]);

    internal static string Of(string text, int most)
    {
        if (text.Length > most) return string.Concat(WrittenOut(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most).ToString()), Cut);
        return WrittenOut(text);
    }

    static string WrittenOut(string text)
    {
        if (!text.AsSpan().ContainsAny(unfit)) return text;
        var all = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (unfit.Contains(c)) all.Append(c switch { '\n' => @"\n", '\r' => @"\r", '\t' => @"\t", _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") });
            else all.Append(c);
        }

        return all.ToString();
    }

    static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(static c => (char)c);
}
