using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Kratos.Reactive;

/// <summary>The fields that may come in the query. Names that no field has are left alone, as in Go Kratos.</summary>
sealed class QueryFields(IEnumerable<Field> fields)
{
    readonly Dictionary<string, Field> known = fields.ToDictionary(static field => field.Name, StringComparer.OrdinalIgnoreCase);

    internal Error? Write(Utf8JsonWriter writer, string query)
    {
        if (query.Length <= 1 || known.Count == 0) return null;
        var given = new Dictionary<Field, List<string?>>(ReferenceEqualityComparer.Instance);
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (!known.TryGetValue(pair.DecodeName().ToString(), out var field)) continue;
            if (!given.TryGetValue(field, out var texts)) given[field] = texts = [];
            texts.Add(PercentEncoding.IsValid(pair.EncodedValue.Span) ? pair.DecodeValue().ToString() : null);
        }

        foreach (var (field, texts) in given)
            if (field.Write(writer, texts) is { } error) return error;
        return null;
    }
}
