using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>JSON as a message: anything. A text of a query is a text.</summary>
sealed class AnyJsonValue : ProtoValue
{
    internal override string What => "JSON";

    internal override bool TakesNull => true;

    internal override bool TakesEmpty => true;

    internal override void Write(Utf8JsonWriter writer, object value) => PlainJson.Write(writer, (Value)value);

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        var wrong = PlainJson.Read(ref reader, out var read);
        value = read;
        return wrong;
    }

    internal override bool TryText(string text, out object? value)
    {
        value = Value.ForString(text);
        return true;
    }

    internal override Wrong? Format(object value, out string text)
    {
        text = ((Value)value).StringValue;
        return ((Value)value).HasStringValue ? null : new("", "is JSON, which a path or a query has as a text only");
    }
}
