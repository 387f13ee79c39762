using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Where a text stops being JSON, as a path: <c>$.a.b[1]</c>. Looked for only once it is known that it does.</summary>
static class JsonTrail
{
    internal static string Of(ReadOnlySpan<byte> json, JsonReaderOptions reading)
    {
        var steps = new Stack<(string Name, int Index)>();      // an index of -1: inside an object
        var reader = new Utf8JsonReader(json, reading);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) steps.Pop();
                else if (reader.TokenType == JsonTokenType.PropertyName) steps.Push(steps.Pop() with { Name = JsonTokens.Text(ref reader, out var name) ? name : "?" });
                else
                {
                    if (steps.TryPeek(out var step) && step.Index >= 0) steps.Push(steps.Pop() with { Index = step.Index + 1 });
                    if (reader.TokenType == JsonTokenType.StartObject) steps.Push(("", -1));
                    else if (reader.TokenType == JsonTokenType.StartArray) steps.Push(("", 0));
                }
        }
        catch (JsonException)
        {
            return steps.Reverse().Aggregate(new StringBuilder("$"), static (path, step) =>
                step.Index > 0 ? path.Append('[').Append(step.Index - 1).Append(']') : step is { Index: < 0, Name.Length: > 0 } ? path.Append('.').Append(step.Name) : path).ToString();
        }

        return "$";
    }
}
