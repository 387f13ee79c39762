using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>Schemas of messages of protobuf, as <see cref="ProtoJson"/> has them.</summary>
sealed class ProtoSchemas(ApiSchemas all, ProtoTypes types, ApiComments comments)
{
    const string SpanPattern = @"^-?[0-9]+(\.[0-9]{1,9})?s$";

    internal JsonObject Of(IMessage prototype) => Of(prototype.Descriptor);

    /// <summary>A message that stands for itself.</summary>
    internal JsonObject Of(MessageDescriptor type) => type.FullName switch
    {
        "google.protobuf.Timestamp" => ApiSchemas.Text("date-time"),
        "google.protobuf.Duration" => new JsonObject { ["type"] = "string", ["pattern"] = SpanPattern },
        "google.protobuf.FieldMask" => ApiSchemas.Text(),
        "google.protobuf.Struct" => new JsonObject { ["type"] = "object" },
        "google.protobuf.Value" => [],
        "google.protobuf.ListValue" => ApiSchemas.List([]),
        "google.protobuf.Empty" => new JsonObject { ["type"] = "object" },
        "google.protobuf.Any" => new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["@type"] = ApiSchemas.Text() } },
        _ when WellKnown.Scalar(type) is not null => Scalar(type.FindFieldByNumber(1).FieldType),
        _ => all.Refer(type, type.FullName, () => Message(type)),
    };

    /// <summary>A field: a value, a list or a map.</summary>
    internal JsonObject Of(ProtoField field) => field.IsMap ? Named(ApiSchemas.Map(Value(Entry(field, 2))), Entry(field, 1)) : field.IsList ? ApiSchemas.List(Value(field.Descriptor)) : Value(field.Descriptor);

    /// <summary>One value of a field, or of what it has several of.</summary>
    internal JsonObject Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Enum when field.EnumType.FullName == "google.protobuf.NullValue" => new JsonObject { ["type"] = "null" },
        FieldType.Enum => all.Refer(field.EnumType, field.EnumType.FullName, () => Names(field.EnumType)),
        FieldType.Message or FieldType.Group => Of(field.MessageType),
        var scalar => Scalar(scalar),
    };

    internal static FieldDescriptor Entry(ProtoField map, int number) => map.Descriptor.MessageType.FindFieldByNumber(number);

    internal string Comment(ProtoField field) => comments.Of(field.Descriptor);

    static JsonObject Scalar(FieldType type) => type switch
    {
        FieldType.Bool => new JsonObject { ["type"] = "boolean" },
        FieldType.String => ApiSchemas.Text(),
        FieldType.Bytes => new JsonObject { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Double => ApiSchemas.Real("double"),
        FieldType.Float => ApiSchemas.Real("float"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => ApiSchemas.Text("int64"),
        FieldType.UInt64 or FieldType.Fixed64 => ApiSchemas.Text("uint64"),
        FieldType.UInt32 or FieldType.Fixed32 => ApiSchemas.Whole("uint32", natural: true),
        _ => ApiSchemas.Whole("int32", natural: false),
    };

    // A number may come that has no name here yet.
    JsonObject Names(EnumDescriptor type)
    {
        var said = type.Values.Select(value => (value.Name, Text: comments.Of($"{type.FullName}.{value.Name}"))).Where(static value => value.Text.Length > 0).Select(static value => $"{value.Name}: {value.Text}");
        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. type.Values.Select(static value => JsonValue.Create(value.Name))]) },
                ApiSchemas.Whole("int32", natural: false)),
        };
        return ApiSchemas.Said(schema, string.Join("\n\n", said.Prepend(comments.Of(type)).Where(static text => text.Length > 0)), type.GetOptions()?.Deprecated ?? false);
    }

    JsonObject Message(MessageDescriptor type)
    {
        var (schema, properties, required) = (new JsonObject { ["type"] = "object" }, new JsonObject(), new JsonArray());
        foreach (var field in types.Of(type).Fields)
        {
            var wraps = field.Descriptor is { IsRepeated: false, FieldType: FieldType.Message } && WellKnown.Scalar(field.Descriptor.MessageType) is not null;
            var value = Of(field);
            properties[field.Name] = ApiSchemas.Said(wraps ? ApiSchemas.OrNull(value) : value, Comment(field), field.Descriptor.GetOptions()?.Deprecated ?? false);
            if (field.Descriptor.IsRequired) required.Add(field.Name);
        }

        if (properties.Count > 0) schema["properties"] = properties;
        if (required.Count > 0) schema["required"] = required;
        var choices = type.Oneofs.Where(static oneof => !oneof.IsSynthetic).Select(Choice).ToArray<JsonNode>();
        if (choices.Length > 0) schema["allOf"] = new JsonArray(choices);
        return ApiSchemas.Said(schema, comments.Of(type), type.GetOptions()?.Deprecated ?? false);
    }

    // One of them, or none.
    JsonObject Choice(OneofDescriptor oneof)
    {
        var fields = types.Of(oneof.ContainingType).Fields.Where(field => field.Descriptor.RealContainingOneof == oneof).ToArray();
        return new JsonObject { ["oneOf"] = new JsonArray([.. fields.Select(Has), new JsonObject { ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. fields.Select(Has)]) } }]) };
    }

    static JsonObject Has(ProtoField field) => new() { ["required"] = new JsonArray(field.Name) };

    // The names that JSON makes of the keys of a map.
    internal static JsonObject Named(JsonObject map, FieldDescriptor key)
    {
        if (key.FieldType == FieldType.Bool) map["propertyNames"] = new JsonObject { ["enum"] = new JsonArray("true", "false") };
        else if (key.FieldType != FieldType.String) map["propertyNames"] = new JsonObject { ["pattern"] = "^-?[0-9]+$" };
        return map;
    }
}
