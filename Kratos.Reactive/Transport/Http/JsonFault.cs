using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>What is wrong with a caller's JSON, in words that name the field and nothing of this program: 400 <c>CODEC</c>. Lines and positions count from 1; a position is a byte's.</summary>
static class JsonFault
{
    const int DefaultDepth = 64;        // what System.Text.Json makes of 0

    internal static Error NotAnObject { get; } = Error.BadRequest("CODEC", "the body must be an object");

    internal static Error At(string field, string why) => Error.BadRequest("CODEC", $"{field}: {why}").WithMetadata("field", field);

    /// <summary>A value that is none of its field's; with its place in the body, where it was there.</summary>
    internal static Error Of(Wrong wrong, ReadOnlySpan<byte> body)
    {
        var error = wrong.Field.Length > 0 ? At(wrong.Field, wrong.Why) : Error.BadRequest("CODEC", $"the body {wrong.Why}");
        if (wrong.At < 0) return error;
        var before = body[..(int)wrong.At];
        return error.WithMetadata("line", $"{before.Count((byte)'\n') + 1}").WithMetadata("position", $"{wrong.At - before.LastIndexOf((byte)'\n')}");
    }

    /// <summary>Without the place in JSON that the caller did not send.</summary>
    internal static Error WithoutPlace(Error error) => error.Metadata.ContainsKey("position") ? error with { Metadata = error.Metadata.Where(static entry => entry.Key is not ("line" or "position")).ToDictionary() } : error;

    internal static Error Null(JsonTypeInfo contract) => Error.BadRequest("CODEC", $"the body must be {JsonWords.Of(contract.Type)}");

    internal static Error NotAName(long at) => AtPosition("the body has a name that is not a text", at);

    internal static Error NotUtf8(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return AtPosition("the body is not UTF-8", at);
    }

    /// <summary>Text that is not JSON, or is nested too deep.</summary>
    internal static Error Broken(JsonException e, ReadOnlySpan<byte> json, JsonReaderOptions reading)
    {
        var field = JsonPlace.FieldOf(e.Path);
        var most = reading.MaxDepth == 0 ? DefaultDepth : reading.MaxDepth;
        if (IsDeeper(json, most, reading)) return field.Length > 0 ? At(field, $"is nested deeper than {most} levels") : Error.BadRequest("CODEC", $"the body is nested deeper than {most} levels");

        var (line, position) = ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
        var error = Error.BadRequest("CODEC", $"the body is not JSON: line {line}, position {position}{(field.Length > 0 ? $", in {field}" : "")}")
            .WithMetadata("line", $"{line}").WithMetadata("position", $"{position}");
        return field.Length > 0 ? error.WithMetadata("field", field) : error;
    }

    /// <summary>JSON that the contract does not take: broken, of a wrong type, null where there must be something, with a member missing or there twice.</summary>
    internal static Error Of(JsonException e, JsonTypeInfo root, ReadOnlySpan<byte> json, JsonReaderOptions reading)
    {
        if (e.InnerException is JsonException) return Broken(e, json, reading);
        var place = JsonPlace.Find(e.Path, root, json);
        return place.Field.Length == 0 ? Error.BadRequest("CODEC", $"the body {place.Why}") : At(place.Field, place.Why);
    }

    static Error AtPosition(string what, long at) => Error.BadRequest("CODEC", $"{what}: position {at + 1}").WithMetadata("position", $"{at + 1}");

    static bool IsDeeper(ReadOnlySpan<byte> json, int most, JsonReaderOptions reading)
    {
        var reader = new Utf8JsonReader(json, reading with { MaxDepth = most + 1 });
        try
        {
            while (reader.Read())
                if (reader.CurrentDepth == most && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return true;
        }
        catch (JsonException)
        {
            // broken before it is too deep
        }

        return false;
    }
}
