using System.Buffers;
using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Codecs that a user may have written.</summary>
static class CodecKit
{
    /// <summary>Animals as one line with semicolons.</summary>
    internal static Codec Line { get; } = Codec.Of(
        "text/x-line",
        static (message, into) => message is Animal animal ? Put(into, $"{animal.Name};{animal.Age}") : Error.Internal("NO_LINE", "only animals have a line"),
        static (_, bytes) => Encoding.UTF8.GetString(bytes.Span).Split(';') is [var name, var age] && int.TryParse(age, out var years)
            ? Fin<object>.Succ(new Animal(name, years))
            : Error.BadRequest("CODEC", "a line has a name and an age")) with
    { Carries = static type => type == typeof(Animal) };

    /// <summary>The same JSON, from behind.</summary>
    internal static Codec Mirror { get; } = Codec.Notation(
        "application/x-mirror",
        static (_, json, into) => Put(into, Turned(json)),
        static (_, body, json) =>
        {
            json.WriteRawValue(Turned(body), skipInputValidation: true);
            return Unit.Default;
        });

    internal static string Turned(ReadOnlyMemory<byte> bytes) => Turned(Encoding.UTF8.GetString(bytes.Span));

    internal static string Turned(string text) => string.Concat(text.Reverse());

    static Fin<Unit> Put(IBufferWriter<byte> into, string text)
    {
        into.Write(Encoding.UTF8.GetBytes(text));
        return Unit.Default;
    }
}
