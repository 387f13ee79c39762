using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>JSON as a message: an object.</summary>
sealed class StructValue : ProtoValue
{
    internal override string What => "an object";

    internal override void Write(Utf8JsonWriter writer, object value) => PlainJson.Write(writer, (Struct)value);

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.StartObject) return Refused(reader);
        var wrong = PlainJson.Read(ref reader, out var read);
        value = read.StructValue;
        return wrong;
    }

    internal override bool TryText(string text, out object? value)
    {
        var good = PlainJson.TryParse(text, out var read) && read.KindCase == Value.KindOneofCase.StructValue;
        value = good ? read.StructValue : null;
        return good;
    }

    internal override Wrong? Format(object value, out string text) => PlainJson.Format(writer => PlainJson.Write(writer, (Struct)value), out text);
}
