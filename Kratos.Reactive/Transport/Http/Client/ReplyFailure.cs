using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>The failure that an answer tells of that is no success: see the remarks of <see cref="HttpCallOptions"/>.</summary>
sealed class ReplyFailure(HttpFormats formats)
{
    /// <summary>How much of a body is looked at, in bytes.</summary>
    internal const int Most = 1024 * 1024;

    const int MostShown = 1024;

    readonly Offer offer = new(formats.Codecs);

    internal Error Of(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var bare = new Error(status, "", $"the server answered with HTTP status {status}");
        if (body.IsEmpty) return bare;
        if (StatusMessage.Is(contentType) && StatusMessage.Read(status, body.Span) is { } told) return told;
        return Json(contentType, body) is { } json && FailureJson.Read(status, json, bare) is { } error ? error : bare with { Cause = new HttpRequestException(Shown(contentType, body.Span)) };
    }

    // What is in a format of the client's own is read by it; all else may be JSON, whatever it is called.
    JsonElement? Json(string contentType, ReadOnlyMemory<byte> body)
    {
        try
        {
            if (offer.OfBody(contentType)?.Coding is not NotationCoding notation) return JsonElement.Parse(body.Span);
            using var scratch = Scratch.Rent(formats.Codec);
            if (notation.Read(new MessageShape(formats.Proto.Message(Protos.Failures.Status.Descriptor)), body, scratch.Writer).IsFail) return null;
            scratch.Writer.Flush();
            return JsonElement.Parse(scratch.Written);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string Shown(string contentType, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostShown)]);
        return $"{(contentType.Length > 0 ? contentType : "no content type")}: {string.Concat(text.Select(static c => char.IsControl(c) && c is not ('\n' or '\t') ? '?' : c))}";
    }
}
