using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Kratos.Reactive;

/// <summary>Makes the HTTP request of a call. Source: grpc/grpc doc/PROTOCOL-HTTP2.md, "Requests".</summary>
sealed class GrpcOutgoing(Uri server)
{
    const int MostKnown = 1024;
    const string Travels = "x-md-global-";

    static readonly string agent = $"grpc-dotnet-kratos/{typeof(GrpcOutgoing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"}";
    static readonly UriCreationOptions asIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    readonly ConcurrentDictionary<string, Uri> known = new(StringComparer.Ordinal);

    /// <summary>The metadata that goes out: the request's own, and what travels.</summary>
    internal static Fin<Headers> Metadata(Request request, Env env, int most)
    {
        if (!env.TryFind(MetadataKey, out var travelling) || travelling.Count == 0) return GrpcMetadata.ToWire(request.Headers, most);
        var further = Headers.From(travelling.Where(static field => field.Key.StartsWith(Travels, StringComparison.OrdinalIgnoreCase)));
        return GrpcMetadata.ToWire(further.Merge(request.Headers), most);
    }

    /// <summary>Where the operation is; a failure (500 <c>OPERATION_INVALID</c>) when its name is none.</summary>
    internal Fin<Uri> Address(Operation operation)
    {
        var name = operation.ToString();
        if (known.TryGetValue(name, out var found)) return found;
        if (operation.Service == "" || operation.Method == "" || name.AsSpan(1).ContainsAnyExceptInRange('!', '~') || name.AsSpan().ContainsAny("?#%\\\""))
            return Error.Internal("OPERATION_INVALID", $"'{operation}' is not the name of an operation: it is /package.Service/Method");
        var made = new Uri(server.GetLeftPart(UriPartial.Authority) + name, asIs);
        if (known.Count < MostKnown) known.TryAdd(name, made);
        return made;
    }

    internal static HttpRequestMessage Request(Uri address, Headers metadata, GrpcCallOptions options, TimeSpan? left, int before, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        var fields = request.Headers;
        if (options.Authority is { } authority) fields.Host = authority;
        if (left is { } timeout) fields.TryAddWithoutValidation(GrpcTimeout.Name, GrpcTimeout.Write(timeout));
        fields.TryAddWithoutValidation("te", "trailers");
        fields.TryAddWithoutValidation("user-agent", agent);
        fields.TryAddWithoutValidation("grpc-accept-encoding", MessageEncoding.Accepted);
        if (Encoding(options.Compression) is { } encoding) fields.TryAddWithoutValidation("grpc-encoding", encoding.Name);
        if (before > 0) fields.TryAddWithoutValidation("grpc-previous-rpc-attempts", before.ToString(CultureInfo.InvariantCulture));
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        foreach (var (name, value) in RepeatedFields.Join(metadata))
            if (!fields.TryAddWithoutValidation(name, value)) content.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    internal static MessagePacking? Packing(GrpcCallOptions options) => Encoding(options.Compression) is { } encoding ? new(encoding, System.IO.Compression.CompressionLevel.Optimal) : null;

    static MessageEncoding? Encoding(GrpcCompression compression) => compression switch
    {
        GrpcCompression.Gzip => MessageEncoding.Gzip,
        GrpcCompression.Deflate => MessageEncoding.Deflate,
        _ => null,
    };
}
