using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Which bodies are taken: those in a codec that is offered, whatever the case of its name, in UTF-8, not compressed.</summary>
static class ContentType
{
    const string Encoding = "contentEncoding";

    /// <summary>The codec of a body; 415 <c>CODEC</c> for one that cannot be read, naming what it is and what can.</summary>
    internal static Fin<Codec> Codec(IHeaderDictionary headers, Offer offer)
    {
        var given = headers.ContentType.ToString();
        return offer.OfBody(given) is not { } codec ? Refused(given.Length == 0 ? "the body has no content type" : $"the content type '{given}' is not known", given, offer.Choice)
            : CheckEncoding(headers) is { } refused ? refused
            : codec;
    }

    /// <summary>415 <c>CODEC</c> for a body that is compressed; null for one that is not.</summary>
    internal static Error? CheckEncoding(IHeaderDictionary headers)
    {
        var encoding = headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Error(StatusCodes.Status415UnsupportedMediaType, "CODEC", $"the content encoding '{encoding}' is not known: send the body unpacked").WithMetadata(Encoding, encoding);
    }

    /// <summary>What a 415 says in its header: which types there are, or that none is unpacked (RFC 9110 15.5.16).</summary>
    internal static Headers Hint(Error refused, string names) => refused.Metadata.ContainsKey(Encoding) ? Headers.Empty.Set(HeaderNames.AcceptEncoding, "identity") : Headers.Empty.Set(HeaderNames.Accept, names);

    /// <summary>415 <c>CODEC</c> for a body that is not lines of JSON, by any of these names; null for one that is.</summary>
    internal static Error? CheckLines(IHeaderDictionary headers, IReadOnlyList<string> names)
    {
        var (given, choice) = (headers.ContentType.ToString(), string.Join(" or ", names));
        if (given.Length == 0) return Refused("the body has no content type", given, choice);
        if (!MediaTypeHeaderValue.TryParse(given, out var type) || !Offer.IsUtf8(type) || !names.Any(name => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase))) return Refused($"the content type '{given}' is not known", given, choice);
        return CheckEncoding(headers);
    }

    /// <summary>415 <c>CODEC</c>, and what to send instead.</summary>
    internal static Error Refused(string why, string given, string choice) =>
        new Error(StatusCodes.Status415UnsupportedMediaType, "CODEC", $"{why}: send {choice}").WithMetadata("contentType", given);
}
