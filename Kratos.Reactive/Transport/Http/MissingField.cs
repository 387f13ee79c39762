using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Looks for a required field (of proto2) that is not set. Types without any are not looked through.</summary>
sealed class MissingField(ProtoType type)
{
    readonly Lazy<bool> requires = new(() => ProtobufCodec.Requires(type.Descriptor, []));

    internal Wrong? In(IMessage message) => !requires.Value || message.IsInitialized() ? null : new(Find(message), "is missing");

    static string Find(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsRequired && !field.Accessor.HasValue(message)) return field.JsonName;
            if (!field.IsRepeated && field.Accessor.GetValue(message) is IMessage inner && !inner.IsInitialized()) return $"{field.JsonName}.{Find(inner)}";
            if (field.IsRepeated && !field.IsMap && field.Accessor.GetValue(message) is System.Collections.IList list)
                for (var i = 0; i < list.Count; i++)
                    if (list[i] is IMessage one && !one.IsInitialized()) return $"{field.JsonName}[{i}].{Find(one)}";
        }

        return "a value of a map";
    }
}
