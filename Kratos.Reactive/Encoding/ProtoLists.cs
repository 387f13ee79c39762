using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Lists and maps of protobuf as JSON.</summary>
static class ProtoLists
{
    internal static void Write(Utf8JsonWriter writer, ProtoValue value, IList list)
    {
        writer.WriteStartArray();
        foreach (var one in list) value.Write(writer, one!);
        writer.WriteEndArray();
    }

    internal static void WriteMap(Utf8JsonWriter writer, ProtoValue value, IDictionary map)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(entry.Key switch
            {
                string text => WellFormed.Text(text),
                bool truth => truth ? "true" : "false",
                var number => ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture),
            });
            value.Write(writer, entry.Value!);
        }

        writer.WriteEndObject();
    }

    internal static Wrong? Read(ref Utf8JsonReader reader, ProtoValue value, IList list)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return new("", "must be a list", reader.TokenStartIndex);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (One(ref reader, value, out var one) is { } wrong) return wrong.In($"[{list.Count}]");
            list.Add(one);
        }

        return null;
    }

    internal static Wrong? ReadMap(ref Utf8JsonReader reader, ProtoValue key, ProtoValue value, IDictionary map)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return new("", "must be an object", reader.TokenStartIndex);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.TokenStartIndex;
            if (!JsonTokens.Text(ref reader, out var name)) return new("", "has a name that is not a text", at);
            if (!key.TryText(name, out var known)) return new($"[{name}]", $"has a key that must be {key.What}", at);
            if (map.Contains(known!)) return new($"[{name}]", "is there twice", at);
            reader.Read();
            if (One(ref reader, value, out var one) is { } wrong) return wrong.In($"[{name}]");
            map.Add(known!, one);
        }

        return null;
    }

    static Wrong? One(ref Utf8JsonReader reader, ProtoValue value, out object? one)
    {
        one = null;
        return reader.TokenType == JsonTokenType.Null && !value.TakesNull ? new("", "must not be null", reader.TokenStartIndex) : value.Read(ref reader, out one);
    }
}
