using System.Buffers;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>Of types that have no bytes of their own.</summary>
sealed class NoCodec : MessageCodec
{
    static readonly Error error = Error.NotImplemented("NO_CODEC", "this type of message has no wire format: use one that a proto file describes");

    public override MessageDescriptor? Descriptor => null;

    public override Fin<int> SizeOf(object message) => error;

    public override void Write(object message, IBufferWriter<byte> into) => throw new ErrorException(error);

    internal override void Fill(object message, Span<byte> into) => throw new ErrorException(error);

    public override Fin<object> Read(ReadOnlySequence<byte> bytes) => error;
}
