using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Writes JSON of a shape as a form: <c>a.b=1&amp;list=x&amp;list=y&amp;map[key]=z</c>, sorted by name as Go Kratos does. What is null is left out; what has no shape goes as its JSON.</summary>
static class FormWriter
{
    internal static Fin<Unit> Write(Shape shape, ReadOnlyMemory<byte> json, IBufferWriter<byte> into)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return Error.Internal("CODEC", $"{shape.What} cannot be written as a form: it has no names");
        var pairs = new List<KeyValuePair<string, string>>();
        Members(shape, document.RootElement, "", pairs);
        var text = string.Join('&', pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{Escaped(pair.Key)}={Escaped(pair.Value)}"));
        Encoding.UTF8.GetBytes(text, into);
        return Unit.Default;
    }

    static void Members(Shape shape, JsonElement json, string before, List<KeyValuePair<string, string>> pairs)
    {
        foreach (var member in json.EnumerateObject())
        {
            var inMap = shape.Kind == ShapeKind.Map;
            Value(inMap ? shape.Item : shape.Member(member.Name), member.Value, before.Length == 0 ? member.Name : inMap ? $"{before}[{member.Name}]" : $"{before}.{member.Name}", pairs);
        }
    }

    /// <summary>Adds a value: one pair, or as many as it takes.</summary>
    internal static void Value(Shape shape, JsonElement json, string name, List<KeyValuePair<string, string>> pairs)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Object when shape.Kind is ShapeKind.Object or ShapeKind.Map:
                if (shape.TakesEmpty && !json.EnumerateObject().Any()) pairs.Add(new(name, ""));
                Members(shape, json, name, pairs);
                break;
            case JsonValueKind.Array when shape.Kind == ShapeKind.List:
                var place = 0;
                foreach (var item in json.EnumerateArray()) Value(shape.Item, item, item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? $"{name}[{place++}]" : name, pairs);
                break;
            case JsonValueKind.String:
                pairs.Add(new(name, json.GetString()!));
                break;
            default:
                pairs.Add(new(name, json.GetRawText()));
                break;
        }
    }

    static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%20", "+");
}
