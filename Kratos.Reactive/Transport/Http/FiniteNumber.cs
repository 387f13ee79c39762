using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kratos.Reactive;

/// <summary>A number of JSON is finite: one that its type cannot hold (1e999) is refused, not read as infinity, and so are the names of what is no number.</summary>
sealed class FiniteNumber<A>(JsonConverter<A> inner) : JsonConverter<A> where A : INumberBase<A>
{
    public override A Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Finite(inner.Read(ref reader, typeToConvert, options)!);

    public override A ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Finite(inner.ReadAsPropertyName(ref reader, typeToConvert, options));

    public override void Write(Utf8JsonWriter writer, A value, JsonSerializerOptions options) => inner.Write(writer, value, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, A value, JsonSerializerOptions options) => inner.WriteAsPropertyName(writer, value, options);

    static A Finite(A value) => A.IsFinite(value) ? value : throw new JsonException();
}
