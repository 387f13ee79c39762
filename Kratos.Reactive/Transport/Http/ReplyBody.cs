using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>How the replies of a method at a rule become bodies: the whole message or one field of it, as JSON, or as it is for a <c>google.api.HttpBody</c>.</summary>
sealed class ReplyBody
{
    readonly HttpFormats formats;
    JsonTypeInfo? contract;
    ProtoValue? value;

    ReplyBody(HttpFormats formats) => this.formats = formats;

    /// <summary>The message of protobuf that a reply is; null for a record.</summary>
    internal ProtoType? Type { get; private init; }

    /// <summary>The field of it that the body is; null for all of it.</summary>
    internal ProtoField? Field { get; private init; }

    /// <summary>The member of a record that the body is; null for all of it.</summary>
    internal JsonPropertyInfo? Property { get; private init; }

    /// <summary>True when the body is as it is, of a type that only the message knows.</summary>
    internal bool IsRaw => (Field is null ? Type : Field is { IsList: false, IsMap: false, Inner: { } inner } ? inner : null)?.Descriptor.FullName == RawBody.Descriptor.FullName;

    internal static Fin<ReplyBody> For(Method method, HttpRule rule, HttpFormats formats)
    {
        var part = rule.ResponseBody is "*" ? "" : rule.ResponseBody;
        if (method.OutputCodec.Descriptor is { } descriptor)
        {
            var type = formats.Proto.Of(descriptor);
            return part.Length == 0 ? new ReplyBody(formats) { Type = type, value = formats.Proto.Message(descriptor) }
                : type.Find(part) is { } field ? new ReplyBody(formats) { Type = type, Field = field }
                : Bad(descriptor.FullName);
        }

        var contract = formats.Codec.ReplyContract(method.Output);
        if (contract.IsFail) return contract.Failed;
        if (part.Length == 0) return new ReplyBody(formats) { contract = contract.Succeeded };
        var property = contract.Succeeded?.Properties.FirstOrDefault(property => property.Get is not null && property.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
        return property is null ? Bad(method.Output.Name) : new ReplyBody(formats) { contract = contract.Succeeded, Property = property };

        Error Bad(string name) => MessagePlan.Bad(method, rule, $"the response body is the field {part}, which {name} does not have");
    }

    /// <summary>What the body is, as a codec sees it.</summary>
    internal BodyKind Kind(MessageCodec wire) =>
        Field is not null ? BodyKind.Of(Field)
        : Type is not null ? BodyKind.Of(Type.Descriptor, formats.Proto, wire)
        : contract is null ? BodyKind.Unknown
        : BodyKind.Of(Property?.PropertyType ?? contract.Type, formats.Codec);

    /// <summary>The shape of the body of this message.</summary>
    internal Shape ShapeOf(object message) => message switch
    {
        IMessage known when !IsOurs(message) => new MessageShape(formats.Proto.Message(known.Descriptor)),
        IMessage => Field is not null ? FieldShape.Of(Field) : new MessageShape(value!),
        Unit => Shape.Anything,
        _ => RecordShape.Of(PropertyOf(message)?.PropertyType ?? message.GetType(), formats.Codec),
    };

    /// <summary>What of this message the body is; null for a field that is not set.</summary>
    internal object? ValueOf(object message) =>
        Field is not null && IsOurs(message) ? Field.Get((IMessage)message)
        : PropertyOf(message) is { } part ? part.Get!(message)
        : message;

    /// <summary>The bytes that the body is as they are, when it is such; empty ones for a field that is not set.</summary>
    internal RawBody? Raw(object message) =>
        message is RawBody whole && Field is null ? whole
        : Field is not null && IsRaw && IsOurs(message) ? Field.Get((IMessage)message) as RawBody ?? new RawBody()
        : null;

    /// <summary>Writes it as JSON; what cannot be written is thrown. A message of another type than the declared one (a middleware's own) is written whole.</summary>
    internal void Write(Utf8JsonWriter writer, object message)
    {
        if (message is IMessage known)
        {
            if (!IsOurs(message)) formats.Proto.Message(known.Descriptor).Write(writer, known);
            else if (Field is not null) Field.WriteBare(writer, known);
            else value!.Write(writer, known);
        }
        else if (PropertyOf(message) is { } part) JsonSerializer.Serialize(writer, part.Get!(message), part.Options.GetTypeInfo(part.PropertyType));
        else formats.Codec.Write(writer, message, contract);
    }

    JsonPropertyInfo? PropertyOf(object message) => Property is not null && contract!.Type.IsInstanceOfType(message) ? Property : null;

    bool IsOurs(object message) => Type is not null && message is IMessage known && known.Descriptor == Type.Descriptor;
}
