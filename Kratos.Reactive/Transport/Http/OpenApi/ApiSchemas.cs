using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>The schemas of a document: those that have a name are there once, and others refer to them, so that a type may have itself as a member.</summary>
sealed class ApiSchemas
{
    readonly Dictionary<object, string> names = [];
    readonly SortedDictionary<string, JsonObject> components = new(StringComparer.Ordinal);

    internal ApiSchemas(JsonCodec codec, ApiComments comments)
    {
        Messages = new(this, codec.Proto, comments);
        Records = new(this, codec);
    }

    internal ProtoSchemas Messages { get; }

    internal RecordSchemas Records { get; }

    /// <summary>All that have a name.</summary>
    internal JsonObject Components() => new(components.Select(static one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));

    /// <summary>A reference to the schema of a thing, which is made when it is asked for first.</summary>
    internal JsonObject Refer(object thing, string wanted, Func<JsonObject> make)
    {
        if (!names.TryGetValue(thing, out var name))
        {
            name = wanted;
            for (var number = 2; components.ContainsKey(name); number++) name = $"{wanted}_{number}";
            names[thing] = name;
            components[name] = [];
            components[name] = make();
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    /// <summary>The same, or null.</summary>
    internal static JsonObject OrNull(JsonObject schema)
    {
        if (schema.Count == 0) return schema;
        if (schema["type"] is JsonValue type && schema["enum"] is null)
        {
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
            return schema;
        }

        if (schema["anyOf"] is JsonArray any)
        {
            any.Add(new JsonObject { ["type"] = "null" });
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    /// <summary>The same, with words. (What stands beside a reference counts, since 3.1.)</summary>
    internal static JsonObject Said(JsonObject schema, string comment, bool deprecated = false)
    {
        if (comment.Length > 0) schema["description"] = comment;
        if (deprecated) schema["deprecated"] = true;
        return schema;
    }

    internal static JsonObject Text(string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null) schema["format"] = format;
        return schema;
    }

    /// <summary>What a file is in a form, and only there.</summary>
    internal static JsonObject File() => new() { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" };

    /// <summary>A number, and what is none.</summary>
    internal static JsonObject Real(string format) => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number", ["format"] = format }, new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }),
    };

    internal static JsonObject Whole(string format, bool natural)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = format };
        if (natural) schema["minimum"] = 0;
        return schema;
    }

    internal static JsonObject List(JsonObject item) => new() { ["type"] = "array", ["items"] = item };

    internal static JsonObject Map(JsonObject value) => new() { ["type"] = "object", ["additionalProperties"] = value };
}
