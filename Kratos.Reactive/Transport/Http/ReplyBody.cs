using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>How the replies of a method at a rule become bodies: the whole message or one field of it, as JSON, or as it is for a <c>google.api.HttpBody</c>.</summary>
sealed class ReplyBody
{
    readonly HttpServing serving;
    JsonTypeInfo? contract;
    ProtoType? type;
    ProtoValue? value;
    ProtoField? field;
    JsonPropertyInfo? property;

    ReplyBody(HttpServing serving) => this.serving = serving;

    internal static Fin<ReplyBody> For(Method method, HttpRule rule, HttpServing serving)
    {
        var part = rule.ResponseBody is "*" ? "" : rule.ResponseBody;
        if (method.OutputCodec.Descriptor is { } descriptor)
        {
            var type = serving.Proto.Of(descriptor);
            return part.Length == 0 ? new ReplyBody(serving) { type = type, value = serving.Proto.Message(descriptor) }
                : type.Find(part) is { } field ? new ReplyBody(serving) { type = type, field = field }
                : Bad(descriptor.FullName);
        }

        var contract = serving.Codec.ReplyContract(method.Output);
        if (contract.IsFail) return contract.Failed;
        if (part.Length == 0) return new ReplyBody(serving) { contract = contract.Succeeded };
        var property = contract.Succeeded?.Properties.FirstOrDefault(property => property.Get is not null && property.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
        return property is null ? Bad(method.Output.Name) : new ReplyBody(serving) { contract = contract.Succeeded, property = property };

        Error Bad(string name) => MessagePlan.Bad(method, rule, $"the response body is the field {part}, which {name} does not have");
    }

    /// <summary>The bytes that the body is as they are, when it is such; empty ones for a field that is not set.</summary>
    internal RawBody? Raw(object message) =>
        message is RawBody whole && field is null ? whole
        : field is { IsList: false, IsMap: false, Inner: { } inner } && inner.Descriptor.FullName == RawBody.Descriptor.FullName && IsOurs(message) ? field.Get((IMessage)message) as RawBody ?? new RawBody()
        : null;

    /// <summary>Writes it as JSON; what cannot be written is thrown. A message of another type than the declared one (a middleware's own) is written whole.</summary>
    internal void Write(Utf8JsonWriter writer, object message)
    {
        if (message is IMessage known)
        {
            if (!IsOurs(message)) serving.Proto.Message(known.Descriptor).Write(writer, known);
            else if (field is not null) field.WriteBare(writer, known);
            else value!.Write(writer, known);
        }
        else if (property is not null && contract!.Type.IsInstanceOfType(message)) JsonSerializer.Serialize(writer, property.Get!(message), property.Options.GetTypeInfo(property.PropertyType));
        else serving.Codec.Write(writer, message, contract);
    }

    bool IsOurs(object message) => type is not null && message is IMessage known && known.Descriptor == type.Descriptor;
}
