using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>JSON as a message: a list.</summary>
sealed class JsonListValue : ProtoValue
{
    internal override string What => "a list";

    internal override void Write(Utf8JsonWriter writer, object value) => PlainJson.Write(writer, (ListValue)value);

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.StartArray) return Refused(reader);
        var wrong = PlainJson.Read(ref reader, out var read);
        value = read.ListValue;
        return wrong;
    }

    internal override bool TryText(string text, out object? value)
    {
        var good = PlainJson.TryParse(text, out var read) && read.KindCase == Value.KindOneofCase.ListValue;
        value = good ? read.ListValue : null;
        return good;
    }

    internal override Wrong? Format(object value, out string text) => PlainJson.Format(writer => PlainJson.Write(writer, (ListValue)value), out text);
}
