using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>What a body is, as a codec sees it.</summary>
/// <param name="Type">The type of the message, or of its field.</param>
/// <param name="Shape">The shape of its JSON.</param>
/// <param name="Wire">How it is read and written in the wire format of protobuf; null when it is no message of protobuf.</param>
sealed record BodyKind(Type Type, Lazy<Shape> Shape, MessageCodec? Wire)
{
    internal static BodyKind Nothing { get; } = new(typeof(Unit), new(static () => Kratos.Reactive.Shape.Anything), null);

    /// <summary>Whatever somebody answers: what can be in any JSON.</summary>
    internal static BodyKind Unknown { get; } = new(typeof(void), new(static () => Kratos.Reactive.Shape.Anything), null);

    internal static BodyKind Of(MessageDescriptor type, ProtoTypes types, MessageCodec wire) => new(type.ClrType, new(() => new MessageShape(types.Message(type))), wire);

    internal static BodyKind Of(ProtoField field) => new(
        field.Descriptor is { IsRepeated: false, FieldType: FieldType.Message or FieldType.Group } message ? message.MessageType.ClrType : typeof(void),
        new(() => FieldShape.Of(field)),
        field.Descriptor is { IsRepeated: false, FieldType: FieldType.Message or FieldType.Group } single && WellKnown.Scalar(single.MessageType) is null ? MessageCodec.Of(single.MessageType) : null);

    internal static BodyKind Of(Type type, JsonCodec codec) => new(type, new(() => RecordShape.Of(type, codec)), null);

    /// <summary>True when the codec can have it.</summary>
    internal bool IsIn(Codec codec) => codec.Coding switch
    {
        ProtobufCoding => Wire is not null && codec.Carries(Type),
        MultipartCoding => Shape.Value.Kind is ShapeKind.Object or ShapeKind.Map && codec.Carries(Type),
        ObjectCoding => Type != typeof(void) && codec.Carries(Type),
        NotationCoding when !codec.Fits(Shape.Value) => false,
        _ => Type == typeof(void) || codec.Carries(Type),
    };
}
