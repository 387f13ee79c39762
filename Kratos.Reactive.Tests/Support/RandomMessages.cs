using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive.Tests;

/// <summary>Messages of any type with any of their fields set, to what is likely to be got wrong as a rule. What a query cannot say is left out.</summary>
sealed class RandomMessages(Random random)
{
    static readonly string[] texts =
        ["", "a", "a b", "a+b", "a/b", "a%2Fb", "%", "%zz", "a?b#c", "a&b=c;d", "..", ".", "x:show", "[a.b]", "]", "\\", "\"", "null", "NULL_VALUE", "日本語", "\U0001F600", "é\u0301", "\r\n\t", "\u007f\u0001", "~!*'()-_", new string('x', 300)];

    /// <summary>A text that a segment of a path can be.</summary>
    internal string Segment() => Text() is { Length: > 0 } text && text is not ("." or "..") ? text : "s";

    internal string Text() => random.Next(3) > 0 ? texts[random.Next(texts.Length)] : texts[random.Next(texts.Length)] + texts[random.Next(texts.Length)];

    internal IMessage Of(MessageDescriptor type, int depth = 3)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(4) > 0 || (field.ContainingOneof?.Accessor.GetCaseFieldDescriptor(message) ?? field) != field) continue;
            if (field.IsMap) Fill((IDictionary)field.Accessor.GetValue(message), field, depth);
            else if (field.IsRepeated) Fill((IList)field.Accessor.GetValue(message), field, depth);
            else if (Value(field, depth) is { } value) field.Accessor.SetValue(message, value);
        }

        return message;
    }

    internal object? Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Double => (object)Pick(0.0, -0.0, 1.5, -1e300, 5e-324, double.NaN, double.PositiveInfinity, double.NegativeInfinity, random.NextDouble()),
        FieldType.Float => Pick(0f, -0f, 1.5f, -1e38f, 1e-45f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, random.NextSingle()),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Pick(0, 1, -1, int.MinValue, int.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Pick<long>(0, 1, -1, long.MinValue, long.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => Pick<uint>(0, 1, uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => Pick<ulong>(0, 1, ulong.MaxValue),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => Text(),
        FieldType.Bytes => Bytes(),
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        _ => depth == 0 ? null : Message(field.MessageType, depth - 1),
    };

    object Message(MessageDescriptor type, int depth) => type.FullName switch
    {
        "google.protobuf.Timestamp" => new Timestamp { Seconds = Pick<long>(0, -62135596800, 253402300799, random.NextInt64(-62135596800, 253402300799)), Nanos = Pick(0, 1, 120_000, 999_999_999) },
        "google.protobuf.Duration" => Pick(1, -1) is var sign ? new Duration { Seconds = sign * Pick<long>(0, 1, 59, 60, 3600, 315576000000), Nanos = sign * Pick(0, 1, 1_500, 250_000_000, 999_999_999) } : null!,
        "google.protobuf.FieldMask" => new FieldMask { Paths = { Enumerable.Range(0, random.Next(3)).Select(_ => Pick("a", "opt_int32", "a.b_c.d", "x1")) } },
        "google.protobuf.Struct" => Structure(depth),
        "google.protobuf.ListValue" => new ListValue { Values = { Enumerable.Range(0, random.Next(3)).Select(_ => Json(depth)) } },
        "google.protobuf.Value" => Value_(),
        _ when type.File.Name == "google/protobuf/wrappers.proto" => Value(type.FindFieldByNumber(1), 0)!,
        _ => Of(type, depth),
    };

    Value Value_() => Google.Protobuf.WellKnownTypes.Value.ForString(Text());

    Struct Structure(int depth)
    {
        var made = new Struct();
        for (var i = random.Next(3); i > 0; i--) made.Fields[Text()] = Json(depth - 1);
        return made;
    }

    Value Json(int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => Google.Protobuf.WellKnownTypes.Value.ForNull(),
        1 => Google.Protobuf.WellKnownTypes.Value.ForBool(random.Next(2) == 0),
        2 => Google.Protobuf.WellKnownTypes.Value.ForNumber(Pick<double>(0, -1.5, 1e300, 9007199254740993)),
        3 => Value_(),
        4 => Google.Protobuf.WellKnownTypes.Value.ForStruct(Structure(depth)),
        _ => Google.Protobuf.WellKnownTypes.Value.ForList([.. Enumerable.Range(0, random.Next(3)).Select(_ => Json(depth - 1))]),
    };

    void Fill(IList list, FieldDescriptor field, int depth)
    {
        for (var i = random.Next(4); i > 0; i--)
            if (Value(field, depth) is { } value) list.Add(field.FieldType == FieldType.Enum ? System.Enum.ToObject(field.EnumType.ClrType, value) : value);
    }

    void Fill(IDictionary map, FieldDescriptor field, int depth)
    {
        var (key, one) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
        for (var i = random.Next(4); i > 0; i--)
            if (Value(one, depth) is { } value) map[Value(key, 0) is var made && made is string text && text.Contains("].", StringComparison.Ordinal) ? "k" : made!] = one.FieldType == FieldType.Enum ? System.Enum.ToObject(one.EnumType.ClrType, value) : value;
    }

    ByteString Bytes()
    {
        var bytes = new byte[random.Next(5)];
        random.NextBytes(bytes);
        return random.Next(4) == 0 ? ByteString.CopyFrom(0xfb, 0xff, 0xbf) : ByteString.CopyFrom(bytes);
    }

    A Pick<A>(params ReadOnlySpan<A> all) => all[random.Next(all.Length)];
}
