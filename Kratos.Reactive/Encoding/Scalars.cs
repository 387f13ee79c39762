using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>The scalar types of protobuf. What has 64 bits is a text in JSON, as not every reader of JSON has such numbers.</summary>
static class Scalars
{
    static readonly ScalarValue<string> text = new(JsonWords.Of(typeof(string)), "", static (writer, value) => writer.WriteStringValue(WellFormed.Text(value)), JsonTokens.Text, Any, static value => value);
    static readonly ScalarValue<bool> truth = new(JsonWords.Of(typeof(bool)), false, static (writer, value) => writer.WriteBooleanValue(value), JsonTokens.Truth, PlainTexts.Truth, static value => value ? "true" : "false");
    static readonly ScalarValue<int> int32 = Whole<int>(static (writer, value) => writer.WriteNumberValue(value));
    static readonly ScalarValue<uint> uint32 = Whole<uint>(static (writer, value) => writer.WriteNumberValue(value));
    static readonly ScalarValue<long> int64 = Whole<long>(WriteText);
    static readonly ScalarValue<ulong> uint64 = Whole<ulong>(WriteText);
    static readonly ScalarValue<double> real = new(JsonWords.Of(typeof(double)), 0, WriteReal, JsonTokens.Double, PlainTexts.Double, static value => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : NotFinite(value));
    static readonly ScalarValue<float> small = new(JsonWords.Of(typeof(float)), 0, WriteReal, JsonTokens.Float, PlainTexts.Float, static value => float.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : NotFinite(value));
    static readonly ScalarValue<ByteString> bytes = new(JsonWords.Of(typeof(byte[])), ByteString.Empty, static (writer, value) => writer.WriteBase64StringValue(value.Span), JsonTokens.Bytes, PlainTexts.Bytes, static value => value.ToBase64());

    internal static ProtoValue Of(FieldType type) => type switch
    {
        FieldType.Bool => truth,
        FieldType.String => text,
        FieldType.Bytes => bytes,
        FieldType.Double => real,
        FieldType.Float => small,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int32,
        FieldType.UInt32 or FieldType.Fixed32 => uint32,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => int64,
        FieldType.UInt64 or FieldType.Fixed64 => uint64,
        _ => throw new ErrorException(Error.Internal("NOT_A_SCALAR", $"{type} is no scalar type of protobuf")),
    };

    static ScalarValue<A> Whole<A>(Action<Utf8JsonWriter, A> write) where A : struct, IBinaryInteger<A> => new(JsonWords.Of(typeof(A)), A.Zero, write, JsonTokens.Whole, PlainTexts.Whole, static value => value.ToString(null, CultureInfo.InvariantCulture));

    static bool Any(string given, out string value)
    {
        value = given;
        return true;
    }

    static void WriteText<A>(Utf8JsonWriter writer, A value) where A : IUtf8SpanFormattable
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, default, null);
        writer.WriteStringValue(digits[..length]);
    }

    static void WriteReal(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NotFinite(value));
    }

    static void WriteReal(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(NotFinite(value));
    }

    static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
