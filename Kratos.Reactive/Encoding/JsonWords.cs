using System.Collections;

namespace Kratos.Reactive;

/// <summary>What a value of a type is called in a message to a caller.</summary>
static class JsonWords
{
    const int MostNames = 20;

    internal static string Of(Type? declared)
    {
        if (declared is null) return "something else";
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsEnum) return Enum.GetNames(type) is { Length: <= MostNames } names ? $"one of {string.Join(", ", names)}" : "one of the names it may have";
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => "a text",
            TypeCode.Boolean => "true or false",
            TypeCode.SByte => $"a whole number from {sbyte.MinValue} to {sbyte.MaxValue}",
            TypeCode.Byte => $"a whole number from 0 to {byte.MaxValue}",
            TypeCode.Int16 => $"a whole number from {short.MinValue} to {short.MaxValue}",
            TypeCode.UInt16 => $"a whole number from 0 to {ushort.MaxValue}",
            TypeCode.Int32 => $"a whole number from {int.MinValue} to {int.MaxValue}",
            TypeCode.UInt32 => $"a whole number from 0 to {uint.MaxValue}",
            TypeCode.Int64 => $"a whole number from {long.MinValue} to {long.MaxValue}",
            TypeCode.UInt64 => $"a whole number from 0 to {ulong.MaxValue}",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            TypeCode.Char => "one character",
            TypeCode.DateTime => "a date and time, as in 2026-01-31T12:00:00Z",
            _ => OfOther(type),
        };
    }

    static string OfOther(Type type) =>
        type == typeof(DateTimeOffset) ? "a date and time, as in 2026-01-31T12:00:00Z"
        : type == typeof(DateOnly) ? "a date, as in 2026-01-31"
        : type == typeof(TimeOnly) ? "a time of day, as in 12:00:00"
        : type == typeof(TimeSpan) ? "a span, as in 00:00:05"
        : type == typeof(Guid) ? "a UUID"
        : type == typeof(Uri) ? "a URI"
        : type == typeof(byte[]) ? "bytes in base64"
        : typeof(IDictionary).IsAssignableFrom(type) ? "an object"
        : typeof(IEnumerable).IsAssignableFrom(type) ? "a list"
        : "an object";
}
