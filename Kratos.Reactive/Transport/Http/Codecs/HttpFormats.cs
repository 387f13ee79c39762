using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>The formats of bodies that a server or a client has, and what they go by.</summary>
/// <param name="owner">Whose settings they are, for a message.</param>
/// <param name="json">How records are written and read.</param>
/// <param name="proto">How messages of protobuf are written and read as JSON.</param>
/// <param name="codecs">The formats, the preferred one first.</param>
class HttpFormats(string owner, JsonSerializerOptions json, ProtoJson proto, IReadOnlyList<Codec> codecs)
{
    internal JsonCodec Codec { get; } = new(json, new ProtoTypes(proto));

    internal ProtoTypes Proto => Codec.Proto;

    /// <summary>All of them.</summary>
    internal IReadOnlyList<Codec> Codecs => codecs;

    /// <summary>The codecs that a body of this kind may be in, to be read or to be written; a failure when there is none.</summary>
    internal Fin<Offer> Offer(BodyKind body, HttpRule rule, string where, bool isWritten)
    {
        var own = rule.Codecs.Where(codec => !isWritten || CanWrite(codec)).ToArray();
        var known = (own.Length > 0 ? own : codecs.Where(codec => !isWritten || CanWrite(codec))).Where(body.IsIn).ToArray();
        return known.Length > 0 ? new Offer(known) : Error.BadRequest("BAD_OPTION", $"{(own.Length > 0 ? "its rule" : $"{owner}.{nameof(HttpOptions.Codecs)}")} has no codec that can carry {body.Type.Name}, the body of {where}");
    }

    static bool CanWrite(Codec codec) => codec.Coding is not MultipartCoding;
}
