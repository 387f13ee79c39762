using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Scalar values of protobuf from the texts of a path or a query, as Go Kratos takes them; bytes in both alphabets of base64, padded or not.</summary>
static class PlainTexts
{
    const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static bool Truth(string text, out bool value)
    {
        bool? known = text switch { "1" or "t" or "T" or "true" or "TRUE" or "True" => true, "0" or "f" or "F" or "false" or "FALSE" or "False" => false, _ => null };
        value = known ?? false;
        return known is not null;
    }

    internal static bool Whole<A>(string text, out A value) where A : struct, IBinaryInteger<A> => A.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    internal static bool Double(string text, out double value)
    {
        var good = double.TryParse(text, Real, CultureInfo.InvariantCulture, out value);
        if (good && double.IsFinite(value)) return true;
        var named = Named(text);
        value = named ?? 0;
        return named is not null;
    }

    internal static bool Float(string text, out float value)
    {
        var good = float.TryParse(text, Real, CultureInfo.InvariantCulture, out value);
        if (good && float.IsFinite(value)) return true;
        var named = Named(text);
        value = (float)(named ?? 0);
        return named is not null;
    }

    internal static bool Bytes(string text, out ByteString value)
    {
        value = ByteString.Empty;
        var end = text.AsSpan().TrimEnd('=');
        if (text.Length - end.Length > 2 || (text.Length > end.Length && text.Length % 4 != 0)) return false;
        var one = end.ToString().Replace('+', '-').Replace('/', '_');
        if (one.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) return false;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(one.Length)];
        if (Base64Url.DecodeFromChars(one, bytes, out _, out var length) != OperationStatus.Done) return false;
        value = ByteString.CopyFrom(bytes, 0, length);
        return true;
    }

    static double? Named(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => null,
    };
}
