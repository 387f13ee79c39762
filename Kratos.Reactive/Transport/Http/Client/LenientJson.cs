using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Texts of JSON that came from elsewhere. One that is no Unicode (half of a pair of surrogates, bytes that are no UTF-8) can be in JSON, and .NET throws when it is read: it is given as it stands there.</summary>
static class LenientJson
{
    /// <summary>The members of an object by name, of several with one name the last; none of what is no object.</summary>
    internal static IReadOnlyDictionary<string, JsonElement> Members(JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>();
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject()) members[Name(member)] = member.Value;
        return members;
    }

    /// <summary>The text of a text, the JSON of all else.</summary>
    internal static string Text(JsonElement value)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Raw(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }

        return Raw(JsonMarshal.GetRawUtf8Value(value));
    }

    static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Raw(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    static string Raw(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
