using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Fields that follow a reply. Kestrel writes them for HTTP/2; for HTTP/1.1, where they stand behind the last chunk, the chunks are written here, unless something is between us and Kestrel: then there are none.</summary>
static class HttpTrailers
{
    // What a caller must know before it reads the body, or does not take from behind it (RFC 9110 6.5.1).
    static readonly HashSet<string> Never = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentRange, HeaderNames.Host, HeaderNames.SetCookie, HeaderNames.Authorization, HeaderNames.CacheControl,
    };

    /// <summary>Why these cannot follow a reply; null when they can.</summary>
    internal static Error? Check(Headers trailers)
    {
        foreach (var (name, _) in trailers)
            if (HttpReply.Reserved.Contains(name) || Never.Contains(name)) return Error.Internal("HEADER_RESERVED", $"the field '{name}' cannot follow a reply");
        return null;
    }

    /// <summary>Writes the body and what follows it; false when this caller cannot be sent trailers, and nothing was written.</summary>
    internal static bool Write(HttpContext context, Headers trailers, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        var chunked = !response.SupportsTrailers() && HttpProtocol.IsHttp11(context.Request.Protocol) && IsKestrels(context);
        if (HttpMethods.IsHead(context.Request.Method) || !(chunked || response.SupportsTrailers())) return false;

        response.Headers.Append(HeaderNames.Trailer, new StringValues([.. trailers.Select(static field => field.Key).Distinct(StringComparer.OrdinalIgnoreCase)]));
        if (chunked) WriteChunks(response, trailers, body);
        else
        {
            response.BodyWriter.Write(body);
            foreach (var (name, value) in trailers) response.AppendTrailer(name, value);
        }

        return true;
    }

    /// <summary>Whether what is written goes to Kestrel itself. What is in between (compression, a test server, a middleware that looks at answers) would take framing for the body.</summary>
    internal static bool IsKestrels(HttpContext context) => context.Features.Get<IHttpResponseBodyFeature>()?.GetType().Assembly == typeof(KestrelServer).Assembly;

    // One chunk, and the last one. A field was checked when it was made: there is no line break in it.
    static void WriteChunks(HttpResponse response, Headers trailers, ReadOnlySpan<byte> body)
    {
        response.Headers.TransferEncoding = "chunked";
        var writer = response.BodyWriter;
        Encoding.ASCII.GetBytes($"{body.Length:x}\r\n", writer);
        writer.Write(body);
        Encoding.ASCII.GetBytes("\r\n0\r\n", writer);
        foreach (var (name, value) in trailers) Encoding.ASCII.GetBytes($"{name}: {value}\r\n", writer);
        Encoding.ASCII.GetBytes("\r\n", writer);
    }
}
