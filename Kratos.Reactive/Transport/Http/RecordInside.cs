using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kratos.Reactive;

/// <summary>Fields of a path that are inside other fields of a plain record: <c>/books/{author.id}</c>.</summary>
static class RecordInside
{
    /// <summary>The JSON of a record, with the values that the path has for such fields; the path has the last word.</summary>
    internal static Fin<ReadOnlyMemory<byte>> Put(ReadOnlySpan<byte> json, IReadOnlyList<Field> path, IReadOnlyList<string?> texts, JsonCodec codec)
    {
        JsonObject record;
        try
        {
            record = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = codec.Reading.MaxDepth, AllowDuplicateProperties = false })!.AsObject();
        }
        catch (JsonException)
        {
            return (ReadOnlyMemory<byte>)json.ToArray();      // a name is there twice: whoever reads the record says so
        }

        for (var i = 0; i < path.Count; i++)
        {
            if (path[i].Parents.Count == 0) continue;
            var value = Value(path[i], texts[i], codec);
            if (value.IsFail) return value.Failed;
            if (Inner(record, path[i].Parents) is not { } inner) return JsonFault.At(string.Join('.', path[i].Parents), "must be an object");
            var name = path[i].Name[(path[i].Name.LastIndexOf('.') + 1)..];
            inner.Remove(Known(inner, name));
            inner[name] = value.Succeeded;
        }

        return (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(record);
    }

    /// <summary>The value of such a field in the JSON of a record; nothing where it is not set.</summary>
    internal static JsonElement Of(JsonElement record, Field field)
    {
        foreach (var name in field.Name.Split('.'))
        {
            var inner = record.ValueKind == JsonValueKind.Object ? record.EnumerateObject().FirstOrDefault(member => member.NameEquals(name)).Value : default;
            if (inner.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return default;
            record = inner;
        }

        return record;
    }

    static Fin<JsonNode?> Value(Field field, string? text, JsonCodec codec)
    {
        using var scratch = Scratch.Rent(codec);
        scratch.Writer.WriteStartObject();
        if (field.Write(scratch.Writer, text) is { } wrong) return wrong;
        scratch.Writer.WriteEndObject();
        scratch.Writer.Flush();
        return JsonNode.Parse(scratch.Written)!.AsObject() is { Count: 1 } written ? Fin<JsonNode?>.Succ(written[0]!.DeepClone()) : Fin<JsonNode?>.Succ(null);
    }

    // Null where something else than an object is there.
    static JsonObject? Inner(JsonObject record, IReadOnlyList<string> parents)
    {
        foreach (var parent in parents)
        {
            var name = Known(record, parent);
            if (record[name] is null) record[name] = new JsonObject();
            if (record[name] is not JsonObject inner) return null;
            record = inner;
        }

        return record;
    }

    // As it is spelt there.
    static string Known(JsonObject record, string name) => record.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Key ?? name;
}
