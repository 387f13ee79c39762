using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Makes a message of protobuf of a request, field by field.</summary>
sealed class MessageBinder(MessagePlan plan, JsonCodec codec, ProtoTypes types) : Binder
{
    readonly MessageQuery query = new(plan.Type, plan.Body.Part, types.Options.Unknown);
    readonly ProtoValue root = types.Message(plan.Type.Descriptor);
    readonly MissingField missing = new(plan.Type);

    /// <summary>Where its fields come from.</summary>
    internal MessagePlan Plan => plan;

    /// <summary>The wire format of the message.</summary>
    internal MessageCodec Wire { get; init; } = MessageCodec.None;

    internal override BodyKind Body => plan.Body.Part is { } part ? BodyKind.Of(part) : BodyKind.Of(plan.Type.Descriptor, types, Wire);

    internal override bool TakesBody => plan.Body.IsTaken;

    internal override bool TakesRaw => plan.Body.IsRaw;

    internal override Fin<object> Bind(in BindingSource source, ReadOnlySpan<byte> body)
    {
        if (!TakesRaw && !Utf8.IsValid(body)) return JsonFault.NotUtf8(body);
        if (!TakesRaw && body.StartsWith("\ufeff"u8)) body = body[3..];
        try
        {
            var message = plan.Type.New();
            return Fill(ref message, source, body) is { } wrong ? JsonFault.Of(wrong, body) : Fin<object>.Succ(message);
        }
        catch (JsonException e)
        {
            return JsonFault.Broken(new JsonException(e.Message, JsonTrail.Of(body, codec.Reading), e.LineNumber, e.BytePositionInLine), body, codec.Reading);
        }
    }

    Wrong? Fill(ref IMessage message, in BindingSource source, ReadOnlySpan<byte> body)
    {
        if (plan.Body.Whole && root is not MessageValue && !body.IsEmpty)
        {
            if (Own(body, ref message) is { } refused) return refused;
        }
        else if (plan.Body.Read(message, source, body, codec.Reading) is { } wrong) return wrong;
        return Rest(message, source);
    }

    internal override Fin<object> BindValue(in BindingSource source, object body)
    {
        var message = plan.Body.Whole ? body as IMessage : plan.Type.New();
        if (message is null || message.Descriptor != plan.Type.Descriptor) return Error.Internal("WRONG_MESSAGE", $"a {plan.Type.Descriptor.FullName} was to be read, and there is a {body.GetType().Name}");
        var wrong = plan.Body.Part is { } part ? part.Set(message, body)?.In(part.Name) : null;
        return (wrong ?? Rest(message, source)) is { } refused ? JsonFault.Of(refused, []) : Fin<object>.Succ(message);
    }

    // What is beside the body.
    Wrong? Rest(IMessage message, in BindingSource source)
    {
        if (plan.HasQuery && query.Bind(message, source.Query) is { } asked) return asked;
        for (var i = 0; i < plan.Path.Count; i++)
            if (plan.Path[i].Set(message, source.Path[i]) is { } error) return error;
        return missing.In(message);
    }

    // A message with a JSON of its own: a Timestamp, a Struct.
    Wrong? Own(ReadOnlySpan<byte> body, ref IMessage message)
    {
        var reader = new Utf8JsonReader(body, codec.Reading);
        reader.Read();
        if (root.Read(ref reader, out var value) is { } wrong) return wrong;
        message = (IMessage)value!;
        reader.Read();
        return null;
    }
}
