using System.Text.Json;
using Google.Protobuf;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>What the body of a request is to its message: nothing, all of it, or one field; as JSON, or as it is for a <c>google.api.HttpBody</c>.</summary>
sealed class MessageBody(ProtoType type, bool whole, ProtoField? part)
{
    internal ProtoField? Part => part;

    internal bool Whole => whole;

    internal bool IsTaken => whole || part is not null;

    /// <summary>True when it is taken as it is.</summary>
    internal bool IsRaw { get; } = (whole ? type.Descriptor : part is { IsList: false, IsMap: false, Inner: { } inner } ? inner.Descriptor : null)?.FullName == RawBody.Descriptor.FullName;

    /// <summary>Sets what the body has. Text that is no JSON is thrown.</summary>
    internal Wrong? Read(IMessage message, in BindingSource source, ReadOnlySpan<byte> body, JsonReaderOptions reading)
    {
        if (IsRaw) return Take(message, source, body);
        if (body.IsEmpty || !IsTaken) return null;
        var reader = new Utf8JsonReader(body, reading);
        reader.Read();
        if ((whole ? type.Read(ref reader, message) : part!.Read(ref reader, message)?.In(part.Name)) is { } wrong) return wrong;
        reader.Read();      // what follows is an error of the reader's
        return null;
    }

    Wrong? Take(IMessage message, in BindingSource source, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty && source.ContentType.Length == 0) return null;
        var raw = message as RawBody;
        if (raw is null)
        {
            if (part!.Child(message, out var child) is { } wrong) return wrong.In(part.Name);
            raw = (RawBody)child;
        }

        raw.ContentType = source.ContentType;
        raw.Data = ByteString.CopyFrom(body);
        return null;
    }
}
