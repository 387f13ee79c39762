using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The messages of protobuf that JSON is written and read of: each looked at once. Any number of threads may ask at once.</summary>
sealed class ProtoTypes(ProtoJson options)
{
    readonly ConcurrentDictionary<MessageDescriptor, ProtoType> types = new();
    readonly ConcurrentDictionary<string, MessageDescriptor> named = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<FileDescriptor, bool> files = new();

    internal ProtoJson Options => options;

    /// <summary>What is known of a message. Its file, and all that it imports, are then known to <c>Any</c>.</summary>
    internal ProtoType Of(MessageDescriptor descriptor)
    {
        if (types.TryGetValue(descriptor, out var known)) return known;
        Learn(descriptor.File);
        return types.GetOrAdd(descriptor, static (descriptor, types) => new ProtoType(descriptor, types), this);
    }

    /// <summary>The message that a type URL (<c>type.googleapis.com/google.rpc.ErrorInfo</c>) names; null when it is not known.</summary>
    internal ProtoType? Named(string url) => named.TryGetValue(url[(url.LastIndexOf('/') + 1)..], out var descriptor) ? Of(descriptor) : null;

    /// <summary>How the values of a field's type, or of its list's elements, are written and read.</summary>
    internal ProtoValue Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Enum => new EnumValue(field.EnumType),
        FieldType.Message or FieldType.Group => WellKnown.Scalar(field.MessageType) ?? Message(field.MessageType),
        var scalar => Scalars.Of(scalar),
    };

    /// <summary>How a message is written and read where it stands for itself.</summary>
    internal ProtoValue Message(MessageDescriptor descriptor) => WellKnown.Of(descriptor, this) ?? new MessageValue(descriptor, this);

    void Learn(FileDescriptor file)
    {
        if (!files.TryAdd(file, true)) return;
        foreach (var message in file.MessageTypes) Learn(message);
        foreach (var import in file.Dependencies) Learn(import);
    }

    void Learn(MessageDescriptor message)
    {
        named.TryAdd(message.FullName, message);
        foreach (var nested in message.NestedTypes) Learn(nested);
    }
}
