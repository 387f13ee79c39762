using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive;

/// <summary>How values of one type are written as JSON from the texts of a path or a query.</summary>
/// <param name="What">What a text must be, for a person.</param>
/// <param name="Write">Writes it; false when it is none. What JSON has as a text is passed on, and judged by its contract.</param>
sealed record FieldText(string What, Func<Utf8JsonWriter, string, bool> Write)
{
    /// <summary>True when JSON has it as a text.</summary>
    internal bool IsText => Write == Plain;

    internal static FieldText? For(Type declared, JsonCodec codec)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var contract = codec.Contract(type);
        if (typeof(Google.Protobuf.IMessage).IsAssignableFrom(type) || contract.IsFail || contract.Succeeded.Kind != JsonTypeInfoKind.None) return null;
        return new(JsonWords.Of(type), type.IsEnum ? Named(type, contract.Succeeded) : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => Truth,
            TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => Whole,
            TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => Natural,
            TypeCode.Single or TypeCode.Double => Real,
            TypeCode.Decimal => Exact,
            _ => Plain,
        });
    }

    static bool Plain(Utf8JsonWriter writer, string text)
    {
        writer.WriteStringValue(WellFormed.Text(text));
        return true;
    }

    // The texts that Go's ParseBool takes, in any case.
    static bool Truth(Utf8JsonWriter writer, string text)
    {
        bool? value = text.ToLowerInvariant() switch { "true" or "t" or "1" => true, "false" or "f" or "0" => false, _ => null };
        if (value is { } known) writer.WriteBooleanValue(known);
        return value is not null;
    }

    static bool Whole(Utf8JsonWriter writer, string text)
    {
        var good = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        if (good) writer.WriteNumberValue(value);
        return good;
    }

    static bool Natural(Utf8JsonWriter writer, string text)
    {
        var good = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        if (good) writer.WriteNumberValue(value);
        return good;
    }

    static bool Real(Utf8JsonWriter writer, string text)
    {
        var good = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        if (good) writer.WriteNumberValue(value);
        return good;
    }

    static bool Exact(Utf8JsonWriter writer, string text)
    {
        var good = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (good) writer.WriteNumberValue(value);
        return good;
    }

    // By name, or by a number that has one. Written the way the contract reads it.
    static Func<Utf8JsonWriter, string, bool> Named(Type type, JsonTypeInfo contract) => (writer, text) =>
    {
        var flags = type.IsDefined(typeof(FlagsAttribute), false);
        if (!flags && text.Contains(',')) return false;       // .NET joins the bits of a list of names
        if (!Enum.TryParse(type, text, ignoreCase: true, out var value) || (!Enum.IsDefined(type, value!) && !flags)) return false;
        JsonSerializer.Serialize(writer, value, contract);
        return true;
    };
}
