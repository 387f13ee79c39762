using System.Text.Json;
using Google.Protobuf.Collections;

namespace Kratos.Reactive;

/// <summary>Values that are one token of JSON.</summary>
/// <param name="what">What a value must be.</param>
/// <param name="zero">The default.</param>
/// <param name="write">Writes one.</param>
/// <param name="read">Reads one from JSON.</param>
/// <param name="parse">Reads one from a text.</param>
/// <param name="format">The text of one.</param>
sealed class ScalarValue<A>(string what, A zero, Action<Utf8JsonWriter, A> write, TokenReader<A> read, TextReader<A> parse, Func<A, string> format) : ProtoValue where A : notnull
{
    internal override string What => what;

    internal override bool TakesEmpty => typeof(A) == typeof(string) || typeof(A) == typeof(Google.Protobuf.ByteString);

    // Bit by bit: -0.0 is not 0.0.
    internal override bool IsDefault(object value) => ProtobufEqualityComparers.GetEqualityComparer<A>().Equals((A)value, zero);

    internal override void Write(Utf8JsonWriter writer, object value) => write(writer, (A)value);

    internal override Wrong? Read(ref Utf8JsonReader reader, out object? value)
    {
        var good = read(ref reader, out var known);
        value = good ? known : null;
        return good ? null : Refused(reader);
    }

    internal override bool TryText(string text, out object? value)
    {
        var good = parse(text, out var known);
        value = good ? known : null;
        return good;
    }

    internal override Wrong? Format(object value, out string text)
    {
        text = format((A)value);
        return null;
    }
}

delegate bool TokenReader<A>(ref Utf8JsonReader reader, out A value);

delegate bool TextReader<A>(string text, out A value);
