using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Messages that are a text in JSON.</summary>
/// <param name="what">What a text must be.</param>
/// <param name="format">The text of one; what has none is thrown.</param>
/// <param name="parse">Reads the text that JSON has.</param>
/// <param name="given">Reads the text of a path or a query, which may be null: no value.</param>
/// <param name="give">The text of one for a path or a query.</param>
sealed class TextValue<A>(string what, Func<A, string> format, TextReader<A> parse, TextReader<A?> given, Func<A, string> give) : ProtoValue where A : class
{
    internal override string What => what;

    /// <summary>An empty text is one.</summary>
    internal bool Empty { get; init; }

    internal override bool TakesEmpty => Empty;

    internal override void Write(Utf8JsonWriter writer, object value) => writer.WriteStringValue(format((A)value));

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.String || !JsonTokens.Text(ref reader, out var text) || !parse(text, out var one)) return Refused(reader);
        value = one;
        return null;
    }

    internal override bool TryText(string text, out object? value)
    {
        var good = given(text, out var one);
        value = one;
        return good;
    }

    internal override Wrong? Format(object value, out string text)
    {
        text = "";
        try
        {
            text = give((A)value);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return new("", e.Message);
        }
    }
}
