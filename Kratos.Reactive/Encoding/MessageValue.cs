using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>Messages that have no JSON of their own: an object with their fields.</summary>
sealed class MessageValue(MessageDescriptor descriptor, ProtoTypes types) : ProtoValue
{
    ProtoType? type;

    // Asked for when it is needed: a message may have itself as a field.
    internal ProtoType Type => type ??= types.Of(descriptor);

    internal override string What => "an object";

    internal override bool HasText => false;

    internal override void Write(Utf8JsonWriter writer, object value) => Type.Write(writer, (IMessage)value);

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        var message = Type.New();
        value = message;
        return Type.Read(ref reader, message);
    }
}
