using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>The shape of a value of protobuf.</summary>
sealed class MessageShape(ProtoValue value) : Shape
{
    public override ShapeKind Kind { get; } = value switch
    {
        MessageValue => ShapeKind.Object,
        AnyJsonValue or StructValue or JsonListValue or AnyValue => ShapeKind.Any,
        ScalarValue<string> or ScalarValue<ByteString> or TextValue<Timestamp> or TextValue<Duration> or TextValue<FieldMask> => ShapeKind.Text,
        _ => ShapeKind.Single,
    };

    public override string What => value.What;

    public override string Name => value is MessageValue message ? message.Type.Descriptor.Name : "";

    // Nothing behind the name of a message, or of a mask: it is there, and empty.
    public override bool TakesEmpty => value.TakesEmpty || Kind == ShapeKind.Object || value is TextValue<FieldMask>;

    internal override bool IsBytes => value is ScalarValue<ByteString>;

    /// <summary>The message that it is, when that has fields.</summary>
    internal MessageDescriptor? Type => (value as MessageValue)?.Type.Descriptor;

    public override Shape Member(string name) => value is MessageValue message && message.Type.Find(name) is { } field ? FieldShape.Of(field) : Anything;

    public override bool Write(Utf8JsonWriter json, string text)
    {
        if (Kind == ShapeKind.Object && text.Length == 0)
        {
            json.WriteStartObject();
            json.WriteEndObject();
            return true;
        }

        if (!value.HasText || !value.TryText(text, out var known)) return false;
        if (known is null) json.WriteNullValue();
        else value.Write(json, known);
        return true;
    }
}

/// <summary>The shape of a field of a message that is a list or a map.</summary>
sealed class FieldShape(ProtoField of) : Shape
{
    public override ShapeKind Kind => of.IsMap ? ShapeKind.Map : ShapeKind.List;

    public override string What => of.IsMap ? "an object" : "a list";

    public override Shape Item => new MessageShape(of.Value);

    public override bool Write(Utf8JsonWriter json, string text) => false;

    internal static Shape Of(ProtoField field) => field.Descriptor.IsRepeated ? new FieldShape(field) : new MessageShape(field.Value);
}
