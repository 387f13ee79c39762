using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>Writes the answer to a call: status, header fields, JSON.</summary>
static class HttpReply
{
    const int LastGood = 399;

    // A body that is longer goes out in such pieces, each when the network has taken those before: it is not held twice.
    const int Piece = 64 * 1024;

    // What a handler said of the reply that it did not give after all.
    static readonly string[] OfReply =
    [
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentDisposition, HeaderNames.ContentLocation, HeaderNames.ContentRange, HeaderNames.ETag, HeaderNames.LastModified,
        HeaderNames.CacheControl, HeaderNames.Expires, HeaderNames.Location,
    ];

    /// <summary>A reply: its status and the message; <c>{}</c> for <c>Unit</c>, as for an empty message of protobuf. A reply that cannot be written is 500.</summary>
    internal static Task Send(HttpContext context, HttpServing serving, Headers headers, Headers trailers, Reply reply, int? said, ReplyWriter writer, ReplyType type)
    {
        var status = reply.Status ?? said ?? writer.Status;
        if (status is < StatusCodes.Status200OK or > LastGood) return Fail(context, serving, headers, trailers, Error.Internal("STATUS_INVALID", $"{status} is no status of a good reply: 200 to {LastGood}"));
        (headers, trailers) = (headers.Merge(reply.Headers), trailers.Merge(reply.Trailers));
        if (status == StatusCodes.Status200OK && EntityTags.IsKnown(context.Request, headers)) status = StatusCodes.Status304NotModified;
        if (IsBodyless(status)) return Write(context, serving, status == StatusCodes.Status304NotModified ? headers : Bare(headers), trailers, status, default, default, writer.Offer.Varies);
        if (writer.Body.Raw(reply.Message) is { } raw) return SendRaw(context, serving, headers, trailers, status, raw);
        var scratch = Scratch.Rent(serving.Codec);
        return GiveBack(scratch, Written(writer, type.Codec, reply.Message, scratch) is { } failure
            ? Fail(context, serving, headers, trailers, failure)
            : Write(context, serving, headers, trailers, status, type.MediaType, scratch.WrittenMemory, writer.Offer.Varies));
    }

    // Null when it was written.
    static Error? Written(ReplyWriter writer, Codec codec, object message, Scratch scratch)
    {
        try
        {
            return writer.Write(codec, message, scratch) is { IsFail: true, Failed: var failure } ? failure : null;
        }
        catch (Exception e)
        {
            return Error.Internal("CODEC", $"the reply cannot be written as {codec.MediaType}") with { Cause = e };
        }
    }

    // Once what is in it is sent.
    static Task GiveBack(Scratch scratch, Task sent)
    {
        if (!sent.IsCompleted) return Later(scratch, sent);
        scratch.Dispose();
        return sent;

        static async Task Later(Scratch scratch, Task sent)
        {
            using (scratch) await sent.ConfigureAwait(false);
        }
    }

    /// <summary>A failure, with the status of its code (500 for a code that is no status of a failure). Nothing is sent when the caller has left; nothing is logged when the failure was already.</summary>
    internal static Task Fail(HttpContext context, HttpServing serving, Headers headers, Headers trailers, Error error, bool told = false)
    {
        var status = HttpFailure.Status(error);
        if (!told) Log(context, serving, error);
        if (context.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        var scratch = Scratch.Rent(serving.Codec);
        var type = serving.Failures.Write(context.Request.Headers.Accept, error, serving, scratch);
        return GiveBack(scratch, Write(context, serving, OfReply.Aggregate(headers, static (rest, name) => rest.Remove(name)), trailers, status, type, scratch.WrittenMemory, serving.Failures.Varies(type)));
    }

    // A redirect, too, says all in its header fields.
    static bool IsBodyless(int status) => status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or >= StatusCodes.Status300MultipleChoices;

    static Headers Bare(Headers headers) => headers.Remove(HeaderNames.ContentType).Remove(HeaderNames.ContentEncoding);

    /// <summary>A failure before there was a call.</summary>
    internal static Task Fail(HttpContext context, HttpServing serving, Headers headers, Error error) => Fail(context, serving, headers, Headers.Empty, error);

    /// <summary>Tells the log of what a caller is not told, unless it knows already.</summary>
    internal static void Log(HttpContext context, HttpServing serving, Call call, Error error)
    {
        if (error.Cause is { } cause && !call.HasTold(cause)) Log(context, serving, error);
    }

    static void Log(HttpContext context, HttpServing serving, Error error)
    {
        if (HttpFailure.Status(error) >= StatusCodes.Status500InternalServerError && error.Cause is { } cause) HttpLog.Failed(serving, context, error, cause);
    }

    // Bytes of a type that only the message knows: it must be one that a header field can have.
    static Task SendRaw(HttpContext context, HttpServing serving, Headers headers, Headers trailers, int status, RawBody raw)
    {
        var type = raw.ContentType.Length > 0 ? raw.ContentType : "application/octet-stream";
        var refused = Headers.Check(HeaderNames.ContentType, type);
        return refused.IsFail ? Fail(context, serving, headers, trailers, refused.Failed) : Write(context, serving, headers, trailers, status, type, raw.Data.Memory);
    }

    static Task Write(HttpContext context, HttpServing serving, Headers headers, Headers trailers, int status, StringValues contentType, ReadOnlyMemory<byte> body, StringValues varies = default)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (contentType.Count > 0) response.Headers.ContentType = contentType;
        var refused = headers.Count > 0 ? Add(response.Headers, headers) : null;
        if (trailers.Count > 0) refused ??= HttpTrailers.Check(trailers);
        if (refused is not null)
        {
            response.Headers.Clear();
            return Fail(context, serving, Headers.Empty, refused);
        }

        if (varies.Count > 0) response.Headers.Vary = StringValues.Concat(response.Headers.Vary, varies);

        // Kestrel says so too, but only after the listener is closed.
        if (serving.Draining.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol)) response.Headers.Connection = "close";
        if (trailers.Count > 0 && !IsBodyless(status) && HttpTrailers.Write(context, trailers, body.Span)) return Sent(context);
        if (status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return Task.CompletedTask;
        response.ContentLength = body.Length;
        if (body.Length > Piece) return WritePieces(response.BodyWriter, body);
        response.BodyWriter.Write(body.Span);
        return Sent(context);
    }

    // Kestrel sends what was written when the call ends; a stream that something put in between does not.
    static Task Sent(HttpContext context) => HttpTrailers.IsKestrels(context) ? Task.CompletedTask : context.Response.BodyWriter.FlushAsync().AsTask();

    static async Task WritePieces(PipeWriter to, ReadOnlyMemory<byte> body)
    {
        for (var at = 0; at < body.Length; at += Piece)
            if ((await to.WriteAsync(body.Slice(at, Math.Min(Piece, body.Length - at)), CancellationToken.None).ConfigureAwait(false)).IsCompleted) return;     // the caller left
    }

    // The first value of a name takes the place of what is there, the others are added.
    internal static Error? Add(IHeaderDictionary fields, Headers headers)
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
