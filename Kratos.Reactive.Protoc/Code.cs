using System.Globalization;
using System.Text;

namespace Kratos.Reactive.Protoc;

/// <summary>C# text in the making.</summary>
sealed class Code
{
    readonly StringBuilder text = new();
    int depth;

    /// <summary>One line.</summary>
    internal Code Line(string line = "")
    {
        if (line.Length > 0) text.Append(' ', depth * 4).Append(line);
        text.Append('\n');
        return this;
    }

    /// <summary>What <paramref name="inside"/> writes, in braces.</summary>
    internal Code Block(string head, Action inside)
    {
        Line(head).Line("{");
        depth++;
        inside();
        depth--;
        return Line("}");
    }

    /// <summary>Lines that go on with the one before.</summary>
    internal Code Indented(Action inside)
    {
        depth++;
        inside();
        depth--;
        return this;
    }

    /// <summary>A C# literal of a text.</summary>
    internal static string Literal(string value)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in value)
            if (c is '\n') literal.Append("\\n");
            else if (c is '"' or '\\') literal.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') literal.Append(c);
            else literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return literal.Append('"').ToString();
    }

    public override string ToString() => text.ToString();
}
