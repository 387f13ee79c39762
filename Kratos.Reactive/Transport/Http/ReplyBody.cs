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
    ProtoType? type;
    ProtoValue? value;
    ProtoField? field;
    JsonPropertyInfo? property;

    ReplyBody(HttpFormats formats) => this.formats = formats;

    internal static Fin<ReplyBody> For(Method method, HttpRule rule, HttpFormats formats)
    {
        var part = rule.ResponseBody is "*" ? "" : rule.ResponseBody;
        if (method.OutputCodec.Descriptor is { } descriptor)
        {
            var type = formats.Proto.Of(descriptor);
            return part.Length == 0 ? new ReplyBody(formats) { type = type, value = formats.Proto.Message(descriptor) }
                : type.Find(part) is { } field ? new ReplyBody(formats) { type = type, field = field }
                : Bad(descriptor.FullName);
        }

        var contract = formats.Codec.ReplyContract(method.Output);
        if (contract.IsFail) return contract.Failed;
        if (part.Length == 0) return new ReplyBody(formats) { contract = contract.Succeeded };
        var property = contract.Succeeded?.Properties.FirstOrDefault(property => property.Get is not null && property.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
        return property is null ? Bad(method.Output.Name) : new ReplyBody(formats) { contract = contract.Succeeded, property = property };

        Error Bad(string name) => MessagePlan.Bad(method, rule, $"the response body is the field {part}, which {name} does not have");
    }

    /// <summary>What the body is, as a codec sees it.</summary>
    internal BodyKind Kind(MessageCodec wire) =>
        field is not null ? BodyKind.Of(field)
        : type is not null ? BodyKind.Of(type.Descriptor, formats.Proto, wire)
        : contract is null ? BodyKind.Unknown
        : BodyKind.Of(property?.PropertyType ?? contract.Type, formats.Codec);

    /// <summary>The shape of the body of this message.</summary>
    internal Shape ShapeOf(object message) => message switch
    {
        IMessage known when !IsOurs(message) => new MessageShape(formats.Proto.Message(known.Descriptor)),
        IMessage => field is not null ? FieldShape.Of(field) : new MessageShape(value!),
        Unit => Shape.Anything,
        _ => RecordShape.Of(Property(message)?.PropertyType ?? message.GetType(), formats.Codec),
    };

    /// <summary>What of this message the body is; null for a field that is not set.</summary>
    internal object? ValueOf(object message) =>
        field is not null && IsOurs(message) ? field.Get((IMessage)message)
        : Property(message) is { } part ? part.Get!(message)
        : message;

    /// <summary>Whether the body is bytes as they are, by its declared type.</summary>
    internal bool IsRaw => (this.field is null ? type : this.field is { IsList: false, IsMap: false } ? this.field.Inner : null)?.Descriptor.FullName == RawBody.Descriptor.FullName;

    /// <summary>The bytes that the body is as they are, when it is such; empty ones for a field that is not set.</summary>
    internal RawBody? Raw(object message) =>
        message is RawBody whole && field is null ? whole
        : field is not null && IsRaw && IsOurs(message) ? field.Get((IMessage)message) as RawBody ?? new RawBody()
        : null;

    /// <summary>Writes it as JSON; what cannot be written is thrown. A message of another type than the declared one (a middleware's own) is written whole.</summary>
    internal void Write(Utf8JsonWriter writer, object message)
    {
        if (message is IMessage known)
        {
            if (!IsOurs(message)) formats.Proto.Message(known.Descriptor).Write(writer, known);
            else if (field is not null) field.WriteBare(writer, known);
            else value!.Write(writer, known);
        }
        else if (Property(message) is { } part) JsonSerializer.Serialize(writer, part.Get!(message), part.Options.GetTypeInfo(part.PropertyType));
        else formats.Codec.Write(writer, message, contract);
    }

    JsonPropertyInfo? Property(object message) => property is not null && contract!.Type.IsInstanceOfType(message) ? property : null;

    bool IsOurs(object message) => type is not null && message is IMessage known && known.Descriptor == type.Descriptor;
}
