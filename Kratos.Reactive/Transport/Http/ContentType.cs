using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Which bodies are taken: those in a codec that is offered, whatever the case of its name, in UTF-8, not compressed.</summary>
static class ContentType
{
    /// <summary>The codec of a body; 415 <c>CODEC</c> for one that cannot be read, naming what it is and what can.</summary>
    internal static Fin<Codec> Codec(IHeaderDictionary headers, Offer offer)
    {
        var given = headers.ContentType.ToString();
        return offer.OfBody(given) is not { } codec ? Refused(given.Length == 0 ? "the body has no content type" : $"the content type '{given}' is not known", given, offer)
            : CheckEncoding(headers, offer) is { } refused ? refused
            : codec;
    }

    /// <summary>415 <c>CODEC</c> for a body that is compressed; null for one that is not.</summary>
    internal static Error? CheckEncoding(IHeaderDictionary headers, Offer offer)
    {
        var encoding = headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? null : Refused($"the content encoding '{encoding}' is not known", headers.ContentType.ToString(), offer);
    }

    static Error Refused(string why, string given, Offer offer) =>
        new Error(StatusCodes.Status415UnsupportedMediaType, "CODEC", $"{why}: send {offer.Choice}").WithMetadata("contentType", given);
}
