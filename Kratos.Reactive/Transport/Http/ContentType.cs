using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Which bodies are taken: JSON (<c>application/json</c>, <c>text/json</c>, <c>application/*+json</c>, Go Kratos' <c>application/protojson</c>, whatever the case), in UTF-8, not compressed.</summary>
static class ContentType
{
    /// <summary>415 <c>CODEC</c> for a body that cannot be read, naming what it is; null for one that can.</summary>
    internal static Error? Check(IHeaderDictionary headers)
    {
        var given = headers.ContentType.ToString();
        if (!IsJson(given)) return Refused(given.Length == 0 ? "the body has no content type" : $"the content type '{given}' is not known", given);
        return CheckEncoding(headers);
    }

    /// <summary>415 <c>CODEC</c> for a body that is compressed; null for one that is not.</summary>
    internal static Error? CheckEncoding(IHeaderDictionary headers)
    {
        var encoding = headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? null : Refused($"the content encoding '{encoding}' is not known", headers.ContentType.ToString());
    }

    static bool IsJson(string given)
    {
        if (given is "application/json" or "application/json; charset=utf-8") return true;
        if (!MediaTypeHeaderValue.TryParse(given, out var type)) return false;
        var json = type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) || type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            ? type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.SubType.Equals("protojson", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            : false;
        return json && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    static Error Refused(string why, string given) =>
        new Error(StatusCodes.Status415UnsupportedMediaType, "CODEC", $"{why}: send application/json").WithMetadata("contentType", given);
}
