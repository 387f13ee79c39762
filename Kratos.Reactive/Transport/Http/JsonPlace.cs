using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>The place in a piece of JSON that an exception speaks of, and what is wrong there. Looked for only once something is wrong.</summary>
/// <param name="Field">Its path without the leading <c>$.</c>; empty for the whole.</param>
/// <param name="Why">What is wrong, for a person.</param>
sealed record JsonPlace(string Field, string Why)
{
    const string Unreadable = "has a name or a value that cannot be read";

    internal static string FieldOf(string? path) => path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];

    internal static JsonPlace Find(string? path, JsonTypeInfo root, ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = Parse(json, root.Options.MaxDepth);
            return Find(FieldOf(path), Steps(path), root, document?.RootElement);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            return new(FieldOf(path), Unreadable);      // a name on the way is not a text
        }
    }

    static JsonPlace Find(string field, IEnumerable<string> steps, JsonTypeInfo root, JsonElement? whole)
    {
        var (contract, at, twice) = (root, whole, false);
        foreach (var step in steps)
            if (!Go(ref contract, ref at, ref twice, step)) return new(field, $"must be {JsonWords.Of(null)}");

        if (twice) return new(field, "is there twice");
        if (MissingIn(contract, at) is { } name) return new(field.Length > 0 ? $"{field}.{name}" : name, "is missing");
        return new(field, (contract.Kind, at?.ValueKind) switch
        {
            (_, JsonValueKind.Null) => "must not be null",
            (JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => Unreadable,
            (JsonTypeInfoKind.None, JsonValueKind.String) when contract.Type == typeof(string) => "must be Unicode",
            _ => $"must be {JsonWords.Of(contract.Type)}",
        });
    }

    // Null for what is broken further on, or too deep: the contract alone must do.
    static JsonDocument? Parse(ReadOnlySpan<byte> json, int depth)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = depth });
            return JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? MissingIn(JsonTypeInfo contract, JsonElement? at) => contract.Kind == JsonTypeInfoKind.Object && at is { ValueKind: JsonValueKind.Object } whole
        ? contract.Properties.FirstOrDefault(property => property.IsRequired && Named(whole, property.Name).Count == 0)?.Name
        : null;

    static bool Go(ref JsonTypeInfo contract, ref JsonElement? at, ref bool twice, string step)
    {
        var type = contract.Kind == JsonTypeInfoKind.Object
            ? contract.Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase))?.PropertyType
            : contract.ElementType;
        if (type is null) return false;
        contract = contract.Options.GetTypeInfo(type);
        if (at is { ValueKind: JsonValueKind.Array } list && int.TryParse(step, out var index) && index < list.GetArrayLength()) at = list[index];
        else if (at is { ValueKind: JsonValueKind.Object } whole && Named(whole, step) is [.., var last] all) (at, twice) = (last, all.Count > 1);
        else at = null;
        return true;
    }

    static List<JsonElement> Named(JsonElement at, string name)
    {
        var found = new List<JsonElement>();
        foreach (var member in at.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) found.Add(member.Value);
        return found;
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
