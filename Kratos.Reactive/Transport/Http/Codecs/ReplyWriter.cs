using System.Buffers;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kratos.Reactive;

/// <summary>Writes the replies of a method at a rule, in any of the codecs that they may be in.</summary>
sealed class ReplyWriter(ReplyBody body, HttpRule rule, Offer offer, HttpFormats formats)
{
    /// <summary>What the body of a reply is.</summary>
    internal ReplyBody Body => body;

    /// <summary>The codecs of the body.</summary>
    internal Offer Offer => offer;

    /// <summary>What a reply is to be, by <c>Accept</c>; null when the caller takes none of what there is. Raw bytes are of a type that only the message knows: nobody is asked about that.</summary>
    internal ReplyType? TypeFor(StringValues accept) => offer.OfReply(accept) ?? (IsRaw ? offer.First : null);

    /// <summary>True when what the body is called only a reply knows: there is nothing to choose from.</summary>
    internal bool IsRaw { get; } = body.IsRaw && rule.IsBare;

    /// <summary>How JSON is written.</summary>
    internal JsonCodec Json => formats.Codec;

    /// <summary>The status of a reply that says no other.</summary>
    internal int Status => rule.Status;

    /// <summary>406: none of what the caller accepts.</summary>
    internal Error NotAcceptable(HttpRequest request) =>
        new Error(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"the reply can be {offer.Choice}, and Accept has none of it").WithMetadata("accept", request.Headers.Accept.ToString()).WithMetadata("offered", offer.Names);

    internal static Fin<ReplyWriter> For(Method method, HttpRule rule, HttpFormats formats) => ReplyBody.For(method, rule, formats)
        .Bind(body => formats.Offer(rule.IsBare ? body.Kind(method.OutputCodec) : BodyKind.Unknown, rule, $"the reply of {method.Operation} at {rule.Verb} {rule.Path}", isWritten: true).Map(offer => new ReplyWriter(body, rule, offer, formats)));

    /// <summary>Writes the body of a reply; what cannot be written is a failure, or thrown.</summary>
    internal Fin<Unit> Write(Codec codec, object message, Scratch into)
    {
        if (!rule.IsBare) message = rule.Envelope(message);
        switch (codec.Coding)
        {
            case NotationCoding notation:
                using (var json = Scratch.Rent(formats.Codec))
                {
                    body.Write(json.Writer, message);
                    json.Writer.Flush();
                    return notation.Write(body.ShapeOf(message), json.WrittenMemory, into.Buffer);
                }

            case ObjectCoding own when body.ValueOf(message) is { } value:
                return own.Write(value, into.Buffer);
            case ProtobufCoding or ObjectCoding:
                return WriteWire(body.ValueOf(message), into.Buffer);
            default:
                body.Write(into.Writer, message);
                into.Writer.Flush();
                return Unit.Default;
        }
    }

    // A field that is not set is the empty message; so is a middleware's reply without a message.
    static Fin<Unit> WriteWire(object? value, IBufferWriter<byte> into)
    {
        if (value is null or Unit) return Unit.Default;
        if (value is not IMessage message) return Error.Internal("WRONG_MESSAGE", $"a message of protobuf was to be written, and there is a {value.GetType().Name}");
        if (!message.IsInitialized()) return Error.Internal("MESSAGE_INCOMPLETE", $"a {message.Descriptor.FullName} lacks a field that it must have");
        message.WriteTo(into);
        return Unit.Default;
    }
}
