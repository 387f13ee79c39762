using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Kratos.Reactive;

/// <summary>What the header fields of a call say.</summary>
/// <param name="Connection">The connection that it came on.</param>
/// <param name="Metadata">The fields that are not the protocol's own.</param>
/// <param name="Travelling">Those of them that travel from service to service.</param>
/// <param name="Timeout">How long the caller waits; null for as long as it takes.</param>
/// <param name="Encoding">How its messages are compressed; null for not at all.</param>
/// <param name="Accepts">How replies may be compressed.</param>
readonly record struct GrpcHead(GrpcConnection Connection, Headers Metadata, Headers Travelling, TimeSpan? Timeout, MessageEncoding? Encoding, string Accepts)
{
    // What the names of the fields that every call may have count at most, and all that is around them.
    const int MostAround = 8 * 64;

    /// <summary>A failure is one of the call: INTERNAL for a timeout that is none, UNIMPLEMENTED for an encoding that is not known, RESOURCE_EXHAUSTED for too much metadata, DEADLINE_EXCEEDED for a caller that does not wait.</summary>
    internal static Fin<GrpcHead> Read(IHeaderDictionary fields, GrpcConnection connection, int most)
    {
        TimeSpan? timeout = null;
        if (fields.GrpcTimeout is [{ } text, ..])
        {
            if (!GrpcTimeout.TryRead(text, out var wait)) return Error.Internal("GRPC_TIMEOUT_INVALID", $"'{GrpcTimeout.Name}' must be one to eight digits and one of H, M, S, m, u and n");
            if (wait <= TimeSpan.Zero) return Error.TimedOut;
            timeout = wait;
        }

        MessageEncoding? encoding = null;
        if (fields.GrpcEncoding is [{ } name, ..] && name != MessageEncoding.Identity && (encoding = MessageEncoding.Find(name)) is null)
            return Error.NotImplemented("GRPC_ENCODING_UNKNOWN", $"messages that are compressed as '{name}' are not understood; {MessageEncoding.Accepted} are");

        var accepts = fields.GrpcAcceptEncoding is { Count: > 0 } all ? all.ToString() : "";
        if (!HasMore(fields, most)) return new GrpcHead(connection, connection.Metadata(fields.UserAgent), Headers.Empty, timeout, encoding, accepts);
        var collected = new MetadataFields(fields.Count);
        var size = 0L;
        foreach (var (field, values) in fields)
            for (var i = 0; i < values.Count; i++)
            {
                size += GrpcMetadata.SizeOf(field, values[i] ?? "");
                collected.Add(field, values[i] ?? "");
            }

        return size <= most
            ? new GrpcHead(connection, collected.ToHeaders(), collected.Travelling(), timeout, encoding, accepts)
            : Error.TooManyRequests("RESOURCE_EXHAUSTED", $"the metadata of the call is {size} bytes, and no more than {most} are taken");
    }

    // Most calls have only these, and those are short: looking through all would cost an enumerator.
    static bool HasMore(IHeaderDictionary fields, int most)
    {
        var (known, size) = (fields.ContentLength is null ? 0 : 1, 0L);
        Count(fields.Host);
        Count(fields.ContentType);
        Count(fields.TE);
        Count(fields.UserAgent);
        Count(fields.GrpcTimeout);
        Count(fields.GrpcEncoding);
        Count(fields.GrpcAcceptEncoding);
        return fields.Count != known || size > most - MostAround;

        void Count(in StringValues values)
        {
            if (values.Count > 0) known++;
            size += values is [{ } one] ? one.Length : values.Count == 0 ? 0 : most;
        }
    }
}
