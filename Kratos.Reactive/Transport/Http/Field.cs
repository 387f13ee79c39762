using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>A field of a message, as the path and the body see it.</summary>
/// <param name="Name">Its name in JSON; of one inside another the whole way to it, <c>author.id</c>.</param>
/// <param name="Text">How its value is written from a text; null for what has no text.</param>
/// <param name="Many">It is a list.</param>
/// <param name="Empty">An empty text is a value of it; for others an empty text is no value.</param>
sealed record Field(string Name, FieldText? Text, bool Many, bool Empty)
{
    /// <summary>The type of its value.</summary>
    internal Type Type { get; private init; } = typeof(object);

    /// <summary>The names of the fields that it is inside of, the outermost first.</summary>
    internal IReadOnlyList<string> Parents { get; private init; } = [];

    readonly JsonEncodedText name = JsonEncodedText.Encode(Name);

    /// <summary>The fields of a type that can be set, by name without regard to case.</summary>
    internal static IReadOnlyDictionary<string, Field> AllOf(JsonTypeInfo contract, JsonCodec codec)
    {
        var fields = new Dictionary<string, Field>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in contract.Properties)
            if (property.Set is not null || property.AssociatedParameter is not null) fields.TryAdd(property.Name, Of(property, codec));
        return fields;
    }

    /// <summary>The field that a path names, by name or by the way to it; null when there is none.</summary>
    internal static Field? Find(JsonTypeInfo contract, string way, JsonCodec codec)
    {
        var names = way.Split('.');
        List<string> parents = [];
        for (var i = 0; ; i++)
        {
            if (contract.Kind != JsonTypeInfoKind.Object || !AllOf(contract, codec).TryGetValue(names[i], out var field)) return null;
            if (i == names.Length - 1) return parents.Count == 0 ? field : new Field(string.Join('.', parents.Append(field.Name)), field.Text, field.Many, field.Empty) { Type = field.Type, Parents = parents };
            var inner = codec.Contract(field.Type);
            if (inner.IsFail) return null;
            parents.Add(field.Name);
            contract = inner.Succeeded;
        }
    }

    /// <summary>Writes the field from one text; a failure (400 <c>CODEC</c>) when the text is none of its values, or null: it could not be decoded.</summary>
    internal Error? Write(Utf8JsonWriter writer, string? text)
    {
        if (text is null) return Refused("is not percent-encoded UTF-8");
        if (text.Length == 0 && !Empty) return null;
        if (Text is null) return Refused("cannot be given as a text");
        writer.WritePropertyName(name);
        return Text.Write(writer, text) ? null : Refused($"must be {Text.What}");
    }

    internal void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    Error Refused(string why) => JsonFault.At(Name, why);

    static Field Of(JsonPropertyInfo property, JsonCodec codec)
    {
        var type = property.PropertyType;
        var contract = codec.Contract(type);
        var many = contract is { IsSucc: true, Succeeded.Kind: JsonTypeInfoKind.Enumerable };
        var one = many ? contract.Succeeded.ElementType! : type;
        var text = many || contract is { IsSucc: true, Succeeded.Kind: JsonTypeInfoKind.None } ? FieldText.For(one, codec) : null;
        return new Field(property.Name, text, many, !many && one == typeof(string)) { Type = type };
    }
}
