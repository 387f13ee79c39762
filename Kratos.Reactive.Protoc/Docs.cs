using System.Xml;

namespace Kratos.Reactive.Protoc;

/// <summary>Comments of a proto file as doc comments of C#. Whatever a comment holds, it cannot leave its line or its element.</summary>
static class Docs
{
    /// <summary>The comment, or else <paramref name="otherwise"/>, which is XML already.</summary>
    internal static Code Summary(this Code code, string comment, string otherwise)
    {
        List<List<string>> paragraphs = [.. Paragraphs(comment).Select(static lines => lines.ConvertAll(Escape))];
        return paragraphs switch
        {
            [] => code.Line($"/// <summary>{otherwise}</summary>"),
            [[var only]] => code.Line($"/// <summary>{only}</summary>"),
            [var lines] => code.Line("/// <summary>").Lines(lines).Line("/// </summary>"),
            _ => paragraphs.Aggregate(code.Line("/// <summary>"), static (text, lines) => text.Line("/// <para>").Lines(lines).Line("/// </para>")).Line("/// </summary>"),
        };
    }

    internal static Code Remarks(this Code code, string xml) => code.Line($"/// <remarks>{xml}</remarks>");

    internal static string Escape(string text) => string.Concat(text.Select(static c => c switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        _ when char.IsControl(c) || !(XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)) => " ",
        _ => c.ToString(),
    }));

    /// <summary>The comment as a text: no white space around its lines, and an empty line between paragraphs.</summary>
    internal static string Plain(string comment) => string.Join("\n\n", Paragraphs(comment).Select(static lines => string.Join('\n', lines)));

    static Code Lines(this Code code, IReadOnlyList<string> lines) => lines.Aggregate(code, static (text, line) => text.Line($"/// {line}"));

    static List<List<string>> Paragraphs(string comment)
    {
        List<List<string>> paragraphs = [];
        var open = false;
        foreach (var line in comment.Split(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029", "\f", "\v"], StringSplitOptions.TrimEntries))
        {
            if (line.Length > 0 && !open) paragraphs.Add([]);
            open = line.Length > 0;
            if (open) paragraphs[^1].Add(line);
        }

        return paragraphs;
    }
}
