using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kratos.Reactive;

/// <summary>A request's body, read whole into a rented buffer, never beyond the limit.</summary>
sealed class HttpBody : IDisposable
{
    const int FirstRent = 4 * 1024;

    byte[] bytes = ArrayPool<byte>.Shared.Rent(FirstRent);
    int length;

    /// <summary>408: the body did not arrive in the time a call has, or too slowly.</summary>
    internal static Error TooSlow { get; } = new(StatusCodes.Status408RequestTimeout, "BODY_TOO_SLOW", "the body did not arrive in time");

    static Error Misframed { get; } = Error.BadRequest("CODEC", "the body ended early, or its framing is wrong");

    internal ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, length);

    /// <summary>Takes Kestrel's own limit from this request: ours counts, while the body is read.</summary>
    internal static void Unlimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
    }

    /// <summary>The body, or why not. One that is <paramref name="refused"/> may be empty all the same: 413 <c>BODY_TOO_LARGE</c>, 415 and 400 <c>CODEC</c>, 408 <c>BODY_TOO_SLOW</c>, 499 when the caller left.</summary>
    internal static async Task<Fin<HttpBody>> ReadAsync(HttpRequest request, Error? refused, long most, CancellationToken token)
    {
        if (request.ContentLength > most) return TooLarge(most);
        if (request.ContentLength > 0 && refused is not null) return refused;
        var body = new HttpBody();
        var error = await body.FillAsync(request, most, token).ConfigureAwait(false);
        if (error is null && body.length > 0) error = refused;
        if (error is null) return body;
        body.Dispose();
        return error;
    }

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        length = 0;
    }

    async Task<Error?> FillAsync(HttpRequest request, long most, CancellationToken token)
    {
        // Told by its token a read of Kestrel's would stay under way for ever, and spoil what Kestrel does with the rest of the body.
        using var cut = token.UnsafeRegister(static reader => ((PipeReader)reader!).TryStop(), request.BodyReader);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                if (read.IsCanceled)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.Start);
                    return Error.Cancelled;
                }

                var fits = length + read.Buffer.Length <= most;
                if (fits) Append(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (!fits) return TooLarge(most);
                if (read.IsCompleted) return null;
            }
        }
        catch (Exception e)
        {
            return Why(request, e, token);
        }
    }

    /// <summary>Why a body cannot be read: 408 <c>BODY_TOO_SLOW</c>, 413 <c>BODY_TOO_LARGE</c>, 400 <c>CODEC</c> for wrong framing, 499 when the caller left, or <paramref name="token"/> stopped the reading.</summary>
    internal static Error Why(HttpRequest request, Exception exception, CancellationToken token) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => TooSlow,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Error(StatusCodes.Status413PayloadTooLarge, "BODY_TOO_LARGE", "the body is larger than allowed"),
        BadHttpRequestException when request.ContentLength is null => Misframed,
        BadHttpRequestException or OperationCanceledException or ConnectionResetException => Left(request, exception),      // a length that is not reached is the end of the caller
        _ when token.IsCancellationRequested => Left(request, exception),
        InvalidDataException => Error.BadRequest("CODEC", "the body cannot be unpacked") with { Cause = exception },
        IOException => Misframed,       // a chunk of more bytes than can be counted
        _ => Error.From(exception),
    };

    // What is reset cannot be read to its end: without this Kestrel may try, before it learns of it, and log an error of its own.
    static Error Left(HttpRequest request, Exception e)
    {
        request.HttpContext.Abort();
        return Error.Cancelled with { Cause = e };
    }

    void Append(in ReadOnlySequence<byte> more)
    {
        var needed = length + (int)more.Length;
        if (needed > bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(bytes.Length * 2L, Array.MaxLength)));
            Bytes.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }

        more.CopyTo(bytes.AsSpan(length));
        length = needed;
    }

    /// <summary>413: there is more than may be.</summary>
    internal static Error TooLarge(long most) => new Error(StatusCodes.Status413PayloadTooLarge, "BODY_TOO_LARGE", $"the body is larger than {most} bytes").WithMetadata("limit", $"{most}");
}
