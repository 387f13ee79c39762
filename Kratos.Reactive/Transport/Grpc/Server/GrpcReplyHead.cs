namespace Kratos.Reactive;

/// <summary>The fields of a reply as they are sent, and how its messages are compressed.</summary>
readonly record struct GrpcReplyHead(Headers Fields, string Encoding)
{
    const string EncodingName = "grpc-encoding";

    /// <summary>Why a reply cannot go over gRPC: 501 <c>NOT_OVER_GRPC</c> for a redirect; null when it can.</summary>
    internal static Error? Refused(Reply reply) => reply.Status is >= 300 and var status ? Error.NotImplemented("NOT_OVER_GRPC", $"the reply is a redirect ({status}), which gRPC does not have") : null;

    /// <summary>Whether one message of many goes out as it is, whatever the call compresses with: its header field <c>grpc-encoding</c> is <c>identity</c>.</summary>
    internal static bool IsPlain(Headers headers) => headers.TryGet(EncodingName, out var name) && name == MessageEncoding.Identity;

    /// <summary>Of the header fields of the first message of many, those that are the call's.</summary>
    internal static Headers OfCall(Headers headers) => IsPlain(headers) ? headers.Remove(EncodingName) : headers;

    /// <summary>A reply header field <c>grpc-encoding</c> is not sent as it is: it decides about the messages of this call, as far as its caller accepts it.</summary>
    internal static Fin<GrpcReplyHead> Of(Headers headers, string accepts, GrpcOptions options)
    {
        var chosen = options.Compression switch
        {
            GrpcCompression.Gzip => MessageEncoding.Gzip,
            GrpcCompression.Deflate => MessageEncoding.Deflate,
            _ => null,
        };
        if (headers.Count > 0)
        {
            if (headers.TryGet(EncodingName, out var name))
            {
                chosen = MessageEncoding.Find(name);
                if (chosen is null && name != MessageEncoding.Identity) return Error.Internal("GRPC_ENCODING_UNKNOWN", $"'{EncodingName}' cannot be '{name}'; {MessageEncoding.Accepted} can be");
                headers = headers.Remove(EncodingName);
            }

            var wire = GrpcMetadata.ToWire(headers, options.MaxMetadata);
            if (wire.IsFail) return wire.Failed;
            headers = wire.Succeeded;
        }

        return new GrpcReplyHead(headers, chosen is not null && chosen.IsIn(accepts) ? chosen.Name : "");
    }
}
