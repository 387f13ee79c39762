using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>How the messages of one type become bytes, and bytes messages: what a transport asks that carries bytes. Any number of threads may ask at once.</summary>
/// <remarks>A writer asks for the size first, which also checks the message; then it has room made, once, for what is before the bytes and for the bytes.</remarks>
public abstract class MessageCodec
{
    private protected MessageCodec()
    {
    }

    /// <summary>Of types that have no bytes of their own: what is asked of it fails with 501 <c>NO_CODEC</c>.</summary>
    public static MessageCodec None { get; } = new NoCodec();

    /// <summary>Of a message of protobuf, its wire format; of any other type <see cref="None"/>.</summary>
    public static MessageCodec For<T>() => Known<T>.Codec;

    /// <summary>The wire format of protobuf, with a parser of one's own: one that knows extensions, or drops unknown fields.</summary>
    public static MessageCodec Protobuf<T>(MessageParser<T> parser) where T : class, IMessage<T>, new() => new ProtobufCodec(typeof(T), static () => new T(), parser);

    internal static MessageCodec Of(MessageDescriptor type) => new ProtobufCodec(type.ClrType, () => type.Parser.ParseFrom([]), type.Parser);

    /// <summary>What protobuf knows of the type: its fields, and so its JSON. Null when it is no message of protobuf.</summary>
    public abstract MessageDescriptor? Descriptor { get; }

    /// <summary>How many bytes <see cref="Write"/> will write. A message of another type is a failure, 500 <c>WRONG_MESSAGE</c>; so is one without a required field, 500 <c>MESSAGE_INCOMPLETE</c>.</summary>
    public abstract Fin<int> SizeOf(object message);

    /// <summary>Writes a message that <see cref="SizeOf"/> had no fault to find with.</summary>
    /// <exception cref="ErrorException">501 <c>NO_CODEC</c>: there are no bytes for it.</exception>
    public abstract void Write(object message, IBufferWriter<byte> into);

    /// <summary>Writes such a message into room that it fills: for one who has made that room, with what is before it.</summary>
    internal abstract void Fill(object message, Span<byte> into);

    /// <summary>The message that the bytes are; 400 <c>CODEC</c> when they are none.</summary>
    public abstract Fin<object> Read(ReadOnlySequence<byte> bytes);

    static class Known<T>
    {
        internal static readonly MessageCodec Codec = typeof(IMessage).IsAssignableFrom(typeof(T)) && !typeof(T).IsAbstract
            ? new ProtobufCodec(typeof(T), static () => (IMessage)Activator.CreateInstance<T>()!, null)
            : None;
    }
}
