using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The messages that have a JSON of their own.</summary>
static class WellKnown
{
    const string Wrappers = "google/protobuf/wrappers.proto";

    /// <summary>A wrapper as a field: its accessor gives and takes what is wrapped. Null for any other message.</summary>
    internal static ProtoValue? Scalar(MessageDescriptor type) => type.File.Name == Wrappers ? Scalars.Of(type.FindFieldByNumber(1).FieldType) : null;

    internal static ProtoValue? Of(MessageDescriptor type, ProtoTypes types) => type.FullName switch
    {
        "google.protobuf.Timestamp" => new TextValue<Google.Protobuf.WellKnownTypes.Timestamp>(JsonWords.Of(typeof(DateTimeOffset)), TimestampText.Of, TimestampText.TryParse, TimestampText.TryGiven, TimestampText.Of),
        "google.protobuf.Duration" => new TextValue<Google.Protobuf.WellKnownTypes.Duration>("a span of seconds, as in 3.5s", DurationText.Of, DurationText.TryParse, DurationText.TryGiven, DurationText.ToGo),
        "google.protobuf.FieldMask" => new TextValue<Google.Protobuf.WellKnownTypes.FieldMask>("names of fields with commas between them", FieldMaskText.Of, FieldMaskText.TryParse, FieldMaskText.TryParse, FieldMaskText.Of) { Empty = true },
        "google.protobuf.Struct" => new StructValue(),
        "google.protobuf.Value" => new AnyJsonValue(),
        "google.protobuf.ListValue" => new JsonListValue(),
        "google.protobuf.Any" => new AnyValue(types),
        _ when type.File.Name == Wrappers => new WrapperValue(type),
        _ => null,
    };
}

/// <summary>A wrapper that stands for itself: the JSON of what it wraps.</summary>
sealed class WrapperValue(MessageDescriptor type) : ProtoValue
{
    readonly ProtoValue inner = Scalars.Of(type.FindFieldByNumber(1).FieldType);
    readonly IFieldAccessor accessor = type.FindFieldByNumber(1).Accessor;

    internal override string What => inner.What;

    internal override void Write(Utf8JsonWriter writer, object value) => inner.Write(writer, accessor.GetValue((IMessage)value));

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (inner.Read(ref reader, out var one) is { } wrong) return wrong;
        var message = type.Parser.ParseFrom([]);
        accessor.SetValue(message, one);
        value = message;
        return null;
    }
}
