using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Values that are one token of JSON.</summary>
/// <param name="what">What a value must be.</param>
/// <param name="zero">The default.</param>
/// <param name="write">Writes one.</param>
/// <param name="read">Reads one from JSON.</param>
/// <param name="parse">Reads one from a text.</param>
sealed class ScalarValue<A>(string what, A zero, Action<Utf8JsonWriter, A> write, TokenReader<A> read, TextReader<A> parse) : ProtoValue where A : notnull
{
    internal override string What => what;

    internal override bool TakesEmpty => typeof(A) == typeof(string) || typeof(A) == typeof(Google.Protobuf.ByteString);

    internal override bool IsDefault(object value) => EqualityComparer<A>.Default.Equals((A)value, zero);

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
}

delegate bool TokenReader<A>(ref Utf8JsonReader reader, out A value);

delegate bool TextReader<A>(string text, out A value);
