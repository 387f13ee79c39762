using Google.Protobuf;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>What a failure is written in: JSON in Go Kratos' shape, unless the caller asks for another codec that can have one, or for problem details (RFC 9457).</summary>
sealed class FailureFormats
{
    readonly Offer offer;

    // A codec of whole messages need not know of failures.
    internal FailureFormats(IReadOnlyList<Codec> codecs) => offer = new(codecs.Where(static codec => codec.Coding is JsonCoding).DefaultIfEmpty(Codec.Json).Take(1)
        .Concat(codecs.Where(static codec => codec.Coding is NotationCoding or ProtobufCoding)));

    /// <summary>The codecs that a failure can be in, beside problem details.</summary>
    internal Offer Offer => offer;

    /// <summary>Writes the failure, and gives the type of what it wrote.</summary>
    internal StringValues Write(StringValues accept, Error error, HttpServing serving, Scratch into)
    {
        if (Problem.IsWanted(accept, offer))
        {
            Problem.Write(into.Writer, error);
            into.Writer.Flush();
            return Problem.MediaType;
        }

        var type = offer.OfReply(accept) ?? offer.First;
        if (type.Codec.Coding is NotationCoding notation) return Write(notation, error, serving, into) ? type.MediaType : Write(StringValues.Empty, error, serving, into);
        if (type.Codec.Coding is ProtobufCoding) StatusMessage.Of(error).WriteTo(into.Buffer);
        else
        {
            HttpFailure.Write(into.Writer, error);
            into.Writer.Flush();
        }

        return type.MediaType;
    }

    /// <summary>What a failure of this type depends on, for <c>Vary</c>; nothing, for the one that all get who do not ask.</summary>
    internal StringValues Varies(StringValues type) => type == offer.First.MediaType ? StringValues.Empty : HeaderNames.Accept;

    static bool Write(NotationCoding notation, Error error, HttpServing serving, Scratch into)
    {
        using var json = Scratch.Rent(serving.Codec);
        HttpFailure.Write(json.Writer, error);
        json.Writer.Flush();
        try
        {
            if (notation.Write(new MessageShape(serving.Proto.Message(Protos.Failures.Status.Descriptor)), json.WrittenMemory, into.Buffer).IsSucc) return true;
        }
        catch (Exception e)
        {
            serving.Env.Unhandled(Error.Internal("CODEC", "a codec cannot write a failure") with { Cause = e });
        }

        into.Clear();
        return false;
    }
}
