using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Writes the answer to a call: status, header fields, JSON.</summary>
static class HttpReply
{
    static readonly StringValues Json = "application/json";

    // What a handler said of the reply that it did not give after all.
    static readonly string[] OfReply =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentDisposition, HeaderNames.ContentLocation, HeaderNames.ContentRange, HeaderNames.ETag, HeaderNames.LastModified,
    ];

    /// <summary>A reply: 200 and the message; <c>{}</c> for <c>Unit</c>, as for an empty message of protobuf. A reply that cannot be written is 500.</summary>
    internal static Task Send(HttpContext context, HttpServing serving, Headers headers, Headers trailers, Reply reply, JsonTypeInfo? declared)
    {
        using var scratch = Scratch.Rent(serving.Codec);
        try
        {
            serving.Codec.Write(scratch.Writer, reply.Message, declared);
            scratch.Writer.Flush();
        }
        catch (Exception e)
        {
            return Fail(context, serving, headers, trailers, Error.Internal("CODEC", "the reply cannot be written as JSON") with { Cause = e });
        }

        return Write(context, serving, headers.Merge(reply.Headers), trailers.Merge(reply.Trailers), StatusCodes.Status200OK, scratch.Written);
    }

    /// <summary>A failure, with the status of its code (500 for a code that is no status of a failure). Nothing is sent when the caller has left; nothing is logged when the failure was already.</summary>
    internal static Task Fail(HttpContext context, HttpServing serving, Headers headers, Headers trailers, Error error, bool told = false)
    {
        var status = HttpFailure.Status(error);
        if (!told && status >= StatusCodes.Status500InternalServerError && error.Cause is not null) HttpLog.Failed(serving, context, error, error.Cause);
        if (context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        using var scratch = Scratch.Rent(serving.Codec);
        HttpFailure.Write(scratch.Writer, error);
        scratch.Writer.Flush();
        return Write(context, serving, OfReply.Aggregate(headers, static (rest, name) => rest.Remove(name)), trailers, status, scratch.Written);
    }

    /// <summary>A failure before there was a call.</summary>
    internal static Task Fail(HttpContext context, HttpServing serving, Headers headers, Error error) => Fail(context, serving, headers, Headers.Empty, error);

    static Task Write(HttpContext context, HttpServing serving, Headers headers, Headers trailers, int status, ReadOnlySpan<byte> json)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.ContentType = Json;
        var refused = headers.Count > 0 ? Add(response.Headers, headers) : null;
        if (trailers.Count > 0) refused ??= HttpTrailers.Check(trailers);
        if (refused is not null)
        {
            response.Headers.Clear();
            return Fail(context, serving, Headers.Empty, refused);
        }

        // Kestrel says so too, but only after the listener is closed.
        if (serving.Draining && HttpProtocol.IsHttp11(context.Request.Protocol)) response.Headers.Connection = "close";
        if (trailers.Count > 0 && HttpTrailers.Write(context, trailers, json)) return Task.CompletedTask;
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        return Task.CompletedTask;
    }

    // The first value of a name takes the place of what is there, the others are added.
    static Error? Add(IHeaderDictionary fields, Headers headers)
    {
        foreach (var (name, value) in headers)
            if (Reserved.Contains(name)) return Error.Internal("HEADER_RESERVED", $"the header field '{name}' is the transport's own");
            else fields.Remove(name);
        foreach (var (name, value) in headers) fields.Append(name, value);
        return null;
    }

    internal static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentLength, HeaderNames.TransferEncoding, HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.Upgrade, HeaderNames.Trailer, HeaderNames.TE,
    };
}
