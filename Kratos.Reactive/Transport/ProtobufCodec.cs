using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The wire format of protobuf. Nothing is allocated but the message that is read; only types with required fields (proto2) are looked through for them.</summary>
sealed class ProtobufCodec : MessageCodec
{
    readonly Type type;
    readonly Lazy<MessageDescriptor> descriptor;
    readonly Lazy<MessageParser> parser;
    readonly Lazy<bool> requires;

    // Descriptors of a file are built when one is asked for, which takes a while: not before somebody does.
    internal ProtobufCodec(Type type, Func<IMessage> make, MessageParser? parser)
    {
        this.type = type;
        descriptor = new(() => make().Descriptor);
        this.parser = new(() => parser ?? Descriptor.Parser);
        requires = new(() => Requires(Descriptor, []));
    }

    public override MessageDescriptor Descriptor => descriptor.Value;

    public override Fin<int> SizeOf(object message)
    {
        if (message.GetType() != type) return Error.Internal("WRONG_MESSAGE", $"a {type.Name} was to be written, and there is a {message.GetType().Name}");
        var known = (IMessage)message;
        return requires.Value && !known.IsInitialized() ? Error.Internal("MESSAGE_INCOMPLETE", $"a {Descriptor.FullName} lacks a field that it must have") : known.CalculateSize();
    }

    public override void Write(object message, IBufferWriter<byte> into) => ((IMessage)message).WriteTo(into);

    internal override void Fill(object message, Span<byte> into) => ((IMessage)message).WriteTo(into);

    public override Fin<object> Read(ReadOnlySequence<byte> bytes)
    {
        try
        {
            var message = parser.Value.ParseFrom(bytes);
            return requires.Value && !message.IsInitialized()
                ? Error.BadRequest("CODEC", $"these bytes are no {Descriptor.FullName}: a field is missing that it must have")
                : Fin<object>.Succ(message);
        }
        catch (Exception e)
        {
            // Not only an InvalidProtocolBufferException: a list of wrappers that is cut is an InvalidOperationException.
            return Error.BadRequest("CODEC", $"these bytes are no {Descriptor.FullName}") with { Cause = e };
        }
    }

    /// <summary>True when the type, or one that it has as a field, has required fields.</summary>
    internal static bool Requires(MessageDescriptor type, HashSet<MessageDescriptor> seen) => seen.Add(type) && type.Fields.InDeclarationOrder().Any(field =>
        field.IsRequired || (field.FieldType is FieldType.Message or FieldType.Group && Requires(field.MessageType, seen)));
}
