namespace Kratos.Reactive;

/// <summary>Metadata as HTTP/2 carries it. Source: grpc/grpc doc/PROTOCOL-HTTP2.md, "Custom-Metadata".</summary>
static class GrpcMetadata
{
    // Of the names that begin with grpc-, those which are not the protocol's own business.
    const string Prefix = "grpc-";

    static readonly System.Buffers.SearchValues<char> inNames = System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

    /// <summary>Whether a name is the protocol's own: no metadata, either way.</summary>
    internal static bool IsReserved(string name) => name switch
    {
        "content-type" or "content-length" or "te" or "trailer" or "transfer-encoding" or "connection" or "keep-alive" or "proxy-connection" or "upgrade" or "host" or "expect" => true,
        "grpc-trace-bin" or "grpc-tags-bin" or "grpc-previous-rpc-attempts" or "grpc-retry-pushback-ms" => false,
        [':', ..] => true,
        _ => name.StartsWith(Prefix, StringComparison.Ordinal),
    };

    /// <summary>The size of one field, as limits count it: name, value and 32 bytes. Source: RFC 9113 10.5.1.</summary>
    internal static int SizeOf(string name, string value) => name.Length + value.Length + 32;

    /// <summary>The fields as they are sent: names in lower case, binary values without padding. A failure names the field: 500 <c>HEADER_RESERVED</c>, <c>HEADER_INVALID</c>, or 500 <c>HEADERS_TOO_LARGE</c>.</summary>
    internal static Fin<Headers> ToWire(Headers fields, int most)
    {
        if (fields.Count == 0) return fields;
        var wire = new KeyValuePair<string, string>[fields.Count];
        var (count, size) = (0, 0L);
        foreach (var (given, value) in fields)
        {
            var name = Lower(given);
            if (IsReserved(name)) return Error.Internal("HEADER_RESERVED", $"the metadata field '{name}' is the transport's own");
            if (name.AsSpan().ContainsAnyExcept(inNames)) return Error.Internal("HEADER_INVALID", $"the metadata field name '{name}' has a character that gRPC does not allow: use a to z, digits, '_', '-' and '.'");
            if (!IsLegal(value)) return Error.Internal("HEADER_INVALID", $"the value of metadata field '{name}' has a control character");
            size += SizeOf(name, value);
            wire[count++] = new(name, BinaryMetadata.IsBinary(name) ? Normal(value) : value);
        }

        return size <= most ? Headers.Trusted(wire) : Error.Internal("HEADERS_TOO_LARGE", $"the metadata is {size} bytes, and no more than {most} may be sent");
    }

    internal static string Lower(string name) => name.AsSpan().ContainsAnyInRange('A', 'Z') ? name.ToLowerInvariant() : name;

    /// <summary>A binary value without padding; what is not base64 is left as it is: it must not fail a call, and what came in can go out.</summary>
    internal static string Normal(ReadOnlySpan<char> value) => BinaryMetadata.TryDecode(value, out var bytes) ? BinaryMetadata.Encode(bytes) : value.ToString();

    // What came in may go out again: other bytes than ASCII too.
    static bool IsLegal(string value)
    {
        foreach (var c in value)
            if (c is < ' ' and not '\t' or '\x7f' or > '\xff') return false;

        return true;
    }
}
