using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>A message of any type that is known: its fields beside <c>@type</c>, or its own JSON under <c>value</c>.</summary>
sealed class AnyValue(ProtoTypes types) : ProtoValue
{
    const string TypeName = "@type";

    internal override string What => "an object with @type";

    internal override bool HasText => false;

    internal override void Write(Utf8JsonWriter writer, object value)
    {
        var any = (Any)value;
        writer.WriteStartObject();
        if (any.TypeUrl.Length > 0)
        {
            var type = types.Named(any.TypeUrl) ?? throw new InvalidOperationException($"the type '{any.TypeUrl}' is not known");
            var message = type.Descriptor.Parser.ParseFrom(any.Value);
            writer.WriteString(TypeName, any.TypeUrl);
            if (types.Message(type.Descriptor) is MessageValue) type.WriteMembers(writer, message);
            else
            {
                writer.WritePropertyName("value");
                types.Message(type.Descriptor).Write(writer, message);
            }
        }

        writer.WriteEndObject();
    }

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.StartObject) return Refused(reader);
        var at = reader.TokenStartIndex;
        var url = UrlOf(reader, out var members);
        if (url is null && members == 0)
        {
            reader.Read();
            value = new Any();
            return null;
        }

        if (url is null) return Refused(reader);
        if (types.Named(url) is not { } type) return new(TypeName, $"'{url}' is not known here", at);
        var wrong = types.Message(type.Descriptor) is MessageValue ? Fields(ref reader, type, out var message) : Content(ref reader, types.Message(type.Descriptor), out message);
        value = message is null ? null : new Any { TypeUrl = url, Value = message.ToByteString() };
        return wrong;
    }

    static Wrong? Fields(ref Utf8JsonReader reader, ProtoType type, out IMessage? message)
    {
        message = type.New();
        return type.Read(ref reader, message, except: TypeName);
    }

    Wrong? Content(ref Utf8JsonReader reader, ProtoValue known, out IMessage? message)
    {
        message = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (at, content) = (reader.TokenStartIndex, reader.ValueTextEquals("value"u8));
            if (!content && !reader.ValueTextEquals(TypeName) && types.Options.Unknown == UnknownFields.Refused) return new("", "has a name beside @type and value", at);
            reader.Read();
            if (!content) reader.Skip();
            else if (message is not null) return new("value", "is there twice", at);
            else if (known.Read(ref reader, out var read) is { } wrong) return wrong.In("value");
            else message = read as IMessage;
        }

        return message is null ? new("value", "is missing", reader.TokenStartIndex) : null;
    }

    // The type may come last: a copy of the reader goes ahead to find it.
    static string? UrlOf(Utf8JsonReader ahead, out int members)
    {
        string? url = null;
        members = 0;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            members++;
            var found = ahead.ValueTextEquals(TypeName);
            ahead.Read();
            if (found && url is null && JsonTokens.Text(ref ahead, out var text)) url = text;
            ahead.Skip();
        }

        return url;
    }
}
