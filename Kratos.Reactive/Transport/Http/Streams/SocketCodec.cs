using System.Net.WebSockets;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Messages to and from the frames of one call, each read like a body: the path has the last word.</summary>
/// <param name="binder">What makes messages.</param>
/// <param name="source">What there is beside the frames.</param>
/// <param name="texts">How a text is read.</param>
/// <param name="bytes">How bytes are; null when they cannot be.</param>
/// <param name="writer">What makes frames of replies.</param>
/// <param name="replies">How they are written.</param>
/// <param name="serving">The server.</param>
sealed class SocketCodec(BodyBinder binder, BindingSource source, Codec texts, Codec? bytes, ReplyWriter writer, Codec replies, HttpServing serving)
{
    /// <summary>By <c>Content-Type</c> and <c>Accept</c>, as for a body; a page in a browser, which cannot say these, says it by the subprotocol. Without a word, texts are JSON and bytes protobuf. 415 and 406 <c>NOT_ACCEPTABLE</c> for what there is not.</summary>
    internal static Fin<SocketCodec> For(IHeaderDictionary fields, string protocol, BodyBinder binder, BindingSource source, ReplyWriter writer, HttpServing serving)
    {
        var texts = Codec.Json;
        var bytes = binder.Offer.Codecs.FirstOrDefault(static codec => codec.Coding is ProtobufCoding);
        if (fields.ContentType.Count > 0)
        {
            var asked = binder.CodecOf(fields);
            if (asked.IsFail) return asked.Failed;
            if (asked.Succeeded.Coding is JsonCoding or NotationCoding) texts = asked.Succeeded;
            if (asked.Succeeded.Coding is not JsonCoding) bytes = asked.Succeeded;
        }

        var replies = protocol == SocketWords.Protobuf ? writer.Offer.Codecs.FirstOrDefault(static codec => codec.Coding is ProtobufCoding)
            : protocol == SocketWords.Json ? writer.Offer.Codecs.FirstOrDefault(static codec => codec.Coding is JsonCoding) ?? Codec.Json
            : writer.TypeFor(fields.Accept)?.Codec;
        return replies is null
            ? new Error(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"the replies can be {writer.Offer.Choice}, and none of that is asked for").WithMetadata("offered", writer.Offer.Names)
            : new SocketCodec(binder, source, texts, bytes, writer, replies, serving);
    }

    internal Fin<object> Read(SocketFrame frame) => frame.Type == WebSocketMessageType.Text ? binder.Bind(texts, source, frame.Bytes)
        : bytes is not null ? binder.Bind(bytes, source, frame.Bytes)
        : Error.BadRequest("CODEC", $"a message is a text here, of {texts.MediaType}");

    /// <summary>The frame of a reply, in a buffer that is there until the scratch is given back.</summary>
    internal Fin<SocketFrame> Write(object message, Scratch scratch)
    {
        if (writer.Body.Raw(message) is { } raw) return new SocketFrame(WebSocketMessageType.Binary, raw.Data.Memory);
        try
        {
            var written = writer.Write(replies, message, scratch);
            if (written.IsFail) return written.Failed;
            var isText = replies.Coding is JsonCoding || (replies.Coding is NotationCoding && Utf8.IsValid(scratch.Written));
            return new SocketFrame(isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, scratch.WrittenMemory);
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"the reply cannot be written as {replies.MediaType}") with { Cause = e };
        }
    }

    /// <summary>The control frame of a failure.</summary>
    internal ReadOnlyMemory<byte> Failure(Error failure)
    {
        using var scratch = Scratch.Rent(serving.Codec);
        HttpFailure.Write(scratch.Writer, failure);
        scratch.Writer.Flush();
        return (byte[])[.. SocketWords.Failed, .. scratch.Written];
    }
}
