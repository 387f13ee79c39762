using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>The place in a piece of JSON that an exception speaks of. Looked for only once something is wrong.</summary>
/// <param name="Field">Its path without the leading <c>$.</c>; empty for the whole.</param>
/// <param name="Type">The type that should be there; null when that is not known.</param>
/// <param name="IsNull">There is a null.</param>
/// <param name="Missing">The path of a required member that is not there.</param>
sealed record JsonPlace(string Field, Type? Type, bool IsNull, string? Missing)
{
    internal static string FieldOf(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];

    internal static JsonPlace Find(string? path, JsonTypeInfo root, ReadOnlySpan<byte> json)
    {
        var field = FieldOf(path);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = root.Options.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            var (contract, at) = (root, document.RootElement);
            foreach (var step in Steps(path))
            {
                if (!Go(ref contract, ref at, step)) return new(field, null, false, null);
            }

            return new(field, contract.Type, at.ValueKind == JsonValueKind.Null, MissingIn(contract, at) is { } name ? (field.Length > 0 ? $"{field}.{name}" : name) : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            return new(field, null, false, null);       // the place cannot be looked at: the field must do
        }
    }

    static string? MissingIn(JsonTypeInfo contract, JsonElement at) => contract.Kind != JsonTypeInfoKind.Object || at.ValueKind != JsonValueKind.Object
        ? null
        : contract.Properties.FirstOrDefault(property => property.IsRequired && !TryGet(at, property.Name, out _))?.Name;

    static bool Go(ref JsonTypeInfo contract, ref JsonElement at, string step)
    {
        if (contract.Kind == JsonTypeInfoKind.Object && at.ValueKind == JsonValueKind.Object)
        {
            var property = contract.Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase));
            if (property is null || !TryGet(at, step, out var member)) return false;
            (contract, at) = (contract.Options.GetTypeInfo(property.PropertyType), member);
            return true;
        }

        if (contract.ElementType is not { } element) return false;
        if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < at.GetArrayLength()) at = at[index];
        else if (at.ValueKind != JsonValueKind.Object || !TryGet(at, step, out at)) return false;
        contract = contract.Options.GetTypeInfo(element);
        return true;
    }

    // The last of equal names is the one that counts.
    static bool TryGet(JsonElement at, string name, out JsonElement member)
    {
        var found = at.EnumerateObject().LastOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        member = found.Value;
        return found.Value.ValueKind != JsonValueKind.Undefined;
    }

    // $.a.b[0]['c d'] is a, b, 0, c d.
    static IEnumerable<string> Steps(string? path)
    {
        for (var at = 1; path is not null && at < path.Length;)
        {
            var (start, end) = path.AsSpan(at) switch
            {
                ['[', '\'', ..] => (at + 2, path.IndexOf("']", at, StringComparison.Ordinal)),
                ['[', ..] => (at + 1, path.IndexOf(']', at)),
                _ => (at + 1, path.IndexOfAny(['.', '['], at + 1) is >= 0 and var next ? next : path.Length),
            };
            if (end < start) yield break;
            yield return path[start..end];
            at = end + (path[end..] is ['\'', ..] ? 2 : path[end..] is [']', ..] ? 1 : 0);
        }
    }
}
