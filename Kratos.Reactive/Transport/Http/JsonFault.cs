using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>What is wrong with a caller's JSON, in words that name the field and nothing of this program: 400 <c>CODEC</c>.</summary>
static class JsonFault
{
    internal static Error NotAnObject { get; } = Error.BadRequest("CODEC", "the body must be an object");

    internal static Error At(string field, string why) => Error.BadRequest("CODEC", $"{field}: {why}").WithMetadata("field", field);

    internal static Error Null(JsonTypeInfo contract) => Error.BadRequest("CODEC", $"the body must be {JsonWords.Of(contract.Type)}");

    /// <summary>Text that is not JSON. Lines and positions count from 1; a position is a byte's.</summary>
    internal static Error Broken(JsonException e)
    {
        var (line, position) = ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
        var field = JsonPlace.FieldOf(e.Path);
        var error = Error.BadRequest("CODEC", $"the body is not JSON: line {line}, position {position}{(field.Length > 0 ? $", in {field}" : "")}")
            .WithMetadata("line", $"{line}").WithMetadata("position", $"{position}");
        return field.Length > 0 ? error.WithMetadata("field", field) : error;
    }

    /// <summary>JSON that the contract does not take: broken, of a wrong type, null where there must be something, or with a member missing.</summary>
    internal static Error Of(JsonException e, JsonTypeInfo root, ReadOnlySpan<byte> json)
    {
        if (e.InnerException is JsonException) return Broken(e);
        var place = JsonPlace.Find(e.Path, root, json);
        if (place.Missing is { } missing) return At(missing, "is missing");
        var why = place.IsNull ? "must not be null" : $"must be {JsonWords.Of(place.Type)}";
        return place.Field.Length == 0 ? Error.BadRequest("CODEC", $"the body {why}") : At(place.Field, why);
    }
}
