using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Kratos.Reactive;

/// <summary>A failure as problem details (RFC 9457): its status, title and detail, and in members of its own all that Go Kratos' shape has.</summary>
static class Problem
{
    internal const string MediaType = "application/problem+json";

    /// <summary>True when the caller names it, and nothing that there is more than it. Who takes just anything does not.</summary>
    internal static bool IsWanted(StringValues accept, Offer others)
    {
        if (accept.Count == 0 || !accept.Any(static line => line?.Contains(MediaType, StringComparison.OrdinalIgnoreCase) ?? false)) return false;
        var ranges = FieldList.MediaRanges(accept);
        var wanted = ranges.Where(static range => range.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)).Select(static range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
        return wanted > 0 && wanted >= others.Wanted(ranges);
    }

    internal static void Write(Utf8JsonWriter writer, Error error)
    {
        var status = HttpFailure.Status(error);
        var title = ReasonPhrases.GetReasonPhrase(status);
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", title.Length > 0 ? title : WellFormed.Text(error.Reason));
        writer.WriteNumber("status", status);
        writer.WriteString("detail", WellFormed.Text(error.Message));
        writer.WriteNumber("code", error.Code);
        writer.WriteString("reason", WellFormed.Text(error.Reason));
        writer.WriteStartObject("metadata");
        foreach (var (key, value) in error.Metadata) writer.WriteString(WellFormed.Text(key), WellFormed.Text(value));
        writer.WriteEndObject();
        if (error.Others.Count > 0)
        {
            writer.WriteStartArray("others");
            foreach (var other in error.Others) HttpFailure.Write(writer, other);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
