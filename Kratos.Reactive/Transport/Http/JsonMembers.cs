using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Moves pieces of JSON as they are. What is broken is thrown as the reader's own <see cref="JsonException"/>, with its place in the body.</summary>
static class JsonMembers
{
    /// <summary>Writes the members of the object in <paramref name="json"/>, but for those that come from elsewhere.</summary>
    internal static Error? Copy(ReadOnlySpan<byte> json, IReadOnlyList<Field> except, JsonCodec codec, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(json, codec.Reading);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Checked(json, codec);
            return JsonFault.NotAnObject;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Name(reader) is not { } name) return JsonFault.NotAName(reader.TokenStartIndex);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (Taken(except, name)) continue;
            writer.WritePropertyName(name);
            writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
        }

        reader.Read();      // what follows the object is an error of the reader's
        return null;
    }

    /// <summary>The same JSON, read to its end once.</summary>
    internal static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> json, JsonCodec codec)
    {
        var reader = new Utf8JsonReader(json, codec.Reading);
        while (reader.Read()) { }
        return json;
    }

    // Null for half of a surrogate pair: a JSON text may escape it, but no text has it.
    static string? Name(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static bool Taken(IReadOnlyList<Field> fields, string name)
    {
        foreach (var field in fields)
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
