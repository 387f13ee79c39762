using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>Enums: by name; a number that has none is written and read as it is, but no text of a query.</summary>
sealed class EnumValue : ProtoValue
{
    const int MostNames = 20;

    readonly Dictionary<string, int> numbers;
    readonly Dictionary<int, JsonEncodedText> names = [];

    internal EnumValue(EnumDescriptor type)
    {
        numbers = type.Values.ToDictionary(static value => value.Name, static value => value.Number, StringComparer.Ordinal);
        foreach (var value in type.Values) names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
        What = numbers.Count <= MostNames ? $"one of {string.Join(", ", numbers.Keys)}" : "one of the names it may have";
        TakesNull = type.FullName == "google.protobuf.NullValue";
    }

    internal override string What { get; }

    internal override bool TakesNull { get; }

    internal override bool IsDefault(object value) => (int)value == 0;

    internal override void Write(Utf8JsonWriter writer, object value)
    {
        if (TakesNull) writer.WriteNullValue();
        else if (names.TryGetValue((int)value, out var name)) writer.WriteStringValue(name);
        else writer.WriteNumberValue((int)value);
    }

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (TakesNull && reader.TokenType == JsonTokenType.Null) value = 0;
        else if (reader.TokenType == JsonTokenType.Number && JsonTokens.Whole(ref reader, out int number) && (!TakesNull || number == 0)) value = number;
        else if (reader.TokenType == JsonTokenType.String && JsonTokens.Text(ref reader, out var name) && numbers.TryGetValue(name, out number)) value = number;
        return value is null ? Refused(reader) : null;
    }

    internal override bool TryText(string text, out object? value)
    {
        var good = numbers.TryGetValue(text, out var number)
            || (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && names.ContainsKey(number));
        value = good ? number : null;
        return good;
    }

    internal override Wrong? Format(object value, out string text)
    {
        text = names.TryGetValue((int)value, out var name) ? name.Value : ((int)value).ToString(CultureInfo.InvariantCulture);
        return null;
    }
}
