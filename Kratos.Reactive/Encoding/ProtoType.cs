using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The fields of a message, as JSON sees them.</summary>
sealed class ProtoType
{
    const int MostOnStack = 64;

    readonly ProtoField[] fields;
    readonly Dictionary<string, ProtoField> named = new(StringComparer.Ordinal);
    readonly Func<IMessage> make;
    readonly UnknownFields unknown;

    internal ProtoType(MessageDescriptor descriptor, ProtoTypes types)
    {
        Descriptor = descriptor;
        unknown = types.Options.Unknown;
        make = () => descriptor.Parser.ParseFrom([]);
        fields = [.. descriptor.Fields.InFieldNumberOrder().Select((field, index) => new ProtoField(field, index, types))];
        foreach (var field in fields) named.TryAdd(field.Descriptor.JsonName, field);
        foreach (var field in fields) named.TryAdd(field.Descriptor.Name, field);
    }

    internal MessageDescriptor Descriptor { get; }

    /// <summary>In the order of their numbers.</summary>
    internal IReadOnlyList<ProtoField> Fields => fields;

    /// <summary>The field of this name, as the proto file or JSON has it.</summary>
    internal ProtoField? Find(string name) => named.GetValueOrDefault(name);

    internal IMessage New() => make();

    internal void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject();
        WriteMembers(writer, message);
        writer.WriteEndObject();
    }

    internal void WriteMembers(Utf8JsonWriter writer, IMessage message)
    {
        foreach (var field in fields) field.Write(writer, message);
    }

    /// <summary>Reads the members of the object whose start the reader stands at, up to its end; each at most once, by either name, and one of a oneof.</summary>
    /// <param name="reader">Where the object begins.</param>
    /// <param name="message">What they are set in.</param>
    /// <param name="except">A name that belongs to somebody else.</param>
    internal Wrong? Read(ref Utf8JsonReader reader, IMessage message, string? except = null)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return new("", "must be an object", reader.TokenStartIndex);
        Span<bool> seen = fields.Length <= MostOnStack ? stackalloc bool[MostOnStack] : new bool[fields.Length];
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = reader.TokenStartIndex;
            var field = next < fields.Length && reader.ValueTextEquals(fields[next].Utf8Name) ? fields[next] : null;
            if (field is null)
            {
                if (!JsonTokens.Text(ref reader, out var name)) return new("", "has a name that is not a text", at);
                field = Find(name);
                if (field is null)
                {
                    if (unknown == UnknownFields.Refused && name != except) return new(name, "is not known", at);
                    reader.Read();
                    reader.Skip();
                    continue;
                }
            }

            if (seen[field.Index]) return new(field.Name, "is there twice", at);
            seen[field.Index] = true;
            next = field.Index + 1;
            reader.Read();
            if (field.Read(ref reader, message) is { } wrong) return wrong.In(field.Name);
        }

        return null;
    }
}
