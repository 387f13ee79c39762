using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Kratos.Reactive;

/// <summary>Writes what is around the messages of a reply: the header fields before, the status and the trailers behind.</summary>
static class GrpcAnswer
{
    const int Cancel = 8;       // of HTTP/2

    static readonly StringValues type = "application/grpc";
    static readonly StringValues accepted = MessageEncoding.Accepted;
    static readonly StringValues good = "0";

    /// <summary>The header fields, which go out with the first message or the end.</summary>
    internal static void Head(HttpContext context, Headers headers, string encoding)
    {
        var fields = context.Response.Headers;
        fields.ContentType = type;
        fields.GrpcAcceptEncoding = accepted;
        if (encoding.Length > 0) fields.GrpcEncoding = encoding;
        foreach (var (name, value) in headers) fields.Append(name, value);
    }

    /// <summary>The end of a call that went well, after its header fields.</summary>
    internal static void Good(HttpContext context, Headers trailers)
    {
        var fields = context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        fields.GrpcStatus = good;
        foreach (var (name, value) in trailers) fields.Append(name, value);
    }

    /// <summary>A failure of which nothing was sent yet: a single block of header fields.</summary>
    internal static Task Fail(HttpContext context, Error error) => Fail(context, error, Headers.Empty, Headers.Empty, false);

    /// <summary>The end of a call that failed. When no header fields were sent, or are to be sent, it is a single block.</summary>
    internal static async Task Fail(HttpContext context, Error error, Headers headers, Headers trailers, bool started)
    {
        if (!started && headers.Count > 0)
        {
            Head(context, headers, "");
            await context.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
            started = true;
        }

        if (!started) Head(context, Headers.Empty, "");
        var status = GrpcStatus.Of(error);
        var fields = started ? context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : context.Response.Headers;
        fields.GrpcStatus = status.Text;
        if (status.Message.Length > 0) fields.GrpcMessage = GrpcMessage.Encode(status.Message);
        if (status.Details.Length > 0) fields[GrpcStatus.DetailsName] = status.Details;
        foreach (var (name, value) in trailers) fields.Append(name, value);
    }

    /// <summary>Sends what was written, then resets the stream: the caller is to send no more, and whoever looks at the call's token is told. HTTP/1.1 has only the connection, whose end could overtake
    /// the answer: there Kestrel reads what still comes, for 5 s at most.</summary>
    internal static async Task Abandon(HttpContext context)
    {
        await context.Response.CompleteAsync().ConfigureAwait(false);
        context.Features.Get<IHttpResetFeature>()?.Reset(Cancel);
    }

    internal static void Reset(HttpContext context)
    {
        if (context.Features.Get<IHttpResetFeature>() is { } stream) stream.Reset(Cancel);
        else context.Abort();       // HTTP/1.1 has the connection only
    }
}
