using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Kratos.Reactive.Yaml;

/// <summary>What a bare scalar of YAML is: the core schema of YAML 1.2, and numbers of base 2 and 8 as Go's YAML has them.</summary>
static class YamlScalars
{
    internal const string Tags = "tag:yaml.org,2002:";

    const int MostDigits = 64;

    internal static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>A number as JSON and protobuf have it; what is no number, as it is.</summary>
    internal static string Number(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => "Infinity",
        "-.inf" or "-.Inf" or "-.INF" => "-Infinity",
        ".nan" or ".NaN" or ".NAN" => "NaN",
        ['+', >= '0' and <= '9' or '.', ..] => Based(text[1..]) ?? text[1..],
        ['-', '0', ..] => Based(text[1..]) is { } digits ? $"-{digits}" : text,
        _ => Based(text) ?? text,
    };

    /// <summary>Writes what a scalar is where nobody knows what it should be.</summary>
    internal static void Write(Utf8JsonWriter json, string text)
    {
        var number = Number(text);
        if (text is "true" or "True" or "TRUE") json.WriteBooleanValue(true);
        else if (text is "false" or "False" or "FALSE") json.WriteBooleanValue(false);
        else if (text.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var exact))
            json.WriteNumberValue(exact);
        else if (text.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            json.WriteNumberValue(real);        // beyond a decimal
        else json.WriteStringValue(Encoding.UTF8.GetBytes(text));
    }

    static string? Based(string text)
    {
        if (text.Length is < 3 or > MostDigits + 2 || text[0] != '0') return null;
        var bits = text[1] switch { 'b' or 'B' => 1, 'o' or 'O' => 3, 'x' or 'X' => 4, _ => 0 };
        if (bits == 0) return null;
        var value = BigInteger.Zero;
        foreach (var c in text.AsSpan(2))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
            if (digit >= 1 << bits) return null;
            value = (value << bits) + digit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }
}
