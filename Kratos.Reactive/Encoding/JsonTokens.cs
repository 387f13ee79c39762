using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Scalar values of protobuf from tokens of JSON: numbers also from texts, whole ones also as <c>1.0</c> and <c>1e3</c>; every number is finite but for the names that protobuf gives the others.</summary>
static class JsonTokens
{
    const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static bool Text(ref Utf8JsonReader reader, out string value)
    {
        value = "";
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) return false;
        try
        {
            value = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;       // half of a surrogate pair: JSON can escape it, but no text has it
        }
    }

    internal static bool Truth(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    internal static bool Whole<A>(ref Utf8JsonReader reader, out A value) where A : struct, IBinaryInteger<A>
    {
        value = default;
        if (reader.TokenType == JsonTokenType.Number)
            return A.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                || (decimal.TryParse(reader.ValueSpan, Real, CultureInfo.InvariantCulture, out var exact) && Fits(exact, out value));
        return reader.TokenType == JsonTokenType.String && Text(ref reader, out var text)
            && (PlainTexts.Whole(text, out value) || (decimal.TryParse(text, Real, CultureInfo.InvariantCulture, out var written) && Fits(written, out value)));
    }

    internal static bool Double(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetDouble(out value) && double.IsFinite(value);
        if (reader.TokenType != JsonTokenType.String || !Text(ref reader, out var text)) return false;
        if (Named(text) is not { } named) return double.TryParse(text, Real, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = named;
        return true;
    }

    internal static bool Float(ref Utf8JsonReader reader, out float value)
    {
        value = 0;
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetSingle(out value) && float.IsFinite(value);
        if (reader.TokenType != JsonTokenType.String || !Text(ref reader, out var text)) return false;
        if (Named(text) is not { } named) return float.TryParse(text, Real, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
        value = (float)named;
        return true;
    }

    internal static bool Bytes(ref Utf8JsonReader reader, out ByteString value)
    {
        value = ByteString.Empty;
        return reader.TokenType == JsonTokenType.String && Text(ref reader, out var text) && PlainTexts.Bytes(text, out value);
    }

    static double? Named(string text) => text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => null };

    static bool Fits<A>(decimal exact, out A value) where A : struct, IBinaryInteger<A>
    {
        value = A.CreateSaturating(exact);
        return decimal.CreateChecked(value) == exact;
    }
}
